using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Queries;
using Federated.Domain.Updates;
using Federated.Grains.Abstractions.Round;
using NSubstitute;

namespace Federated.Silo.Tests.Intake;

/// <summary>What intake takes of a query's upload, and what it makes of it.</summary>
public sealed class RunShapeQueryTests : IDisposable
{
    private static readonly PartnerName Other = PartnerName.Parse("hospital-2");

    private static readonly RunPlan Plan = new()
    {
        Name = "query",
        Query = new()
        {
            Statistics = [new() { Kind = StatisticPlan.Count }, new() { Kind = StatisticPlan.Sum, Column = "age", Minimum = 0, Maximum = 120 }],
        },
        Privacy = new()
        {
            Mode = PrivacyPlan.RecordCentral, Delta = 1e-5, NoiseMultiplier = 0.1,
            PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add(IntakeHarness.Partner.ToString(), 1_000_000).Add(Other.ToString(), 30_000_000),
        },
        Cohort = new() { Size = 2, Quorum = 2 },
        Rounds = 1,
    };

    private readonly IntakeHarness _intake = new();

    public RunShapeQueryTests() => _intake.Round.Ticket(Arg.Any<string>())
        .Returns(new IntakeTicket(Exists: true, InCohort: true, Open: true, TestRun.Json(Plan), RoundTermsMessage.Of(RoundTerms.Of(Plan))));

    public void Dispose() => _intake.Dispose();

    [Fact]
    public async Task Uploads_OfMillionsOfRecords_AreSummedToTheUnit()
    {
        var unit = QueryScale.Of(Plan).Unit;
        long[] first = [999_999 * unit, (999_999 * unit) - 1];
        long[] second = [30_000_000 * unit, (29_000_000 * unit) + 12_345];
        var (ours, theirs) = (Upload(first), Upload(second));
        await _intake.Send(ours);
        await _intake.Send(theirs, Other);

        var reply = await _intake.Collect((IntakeHarness.Partner, ours), (Other, theirs));

        var sums = PartialSum.FromBytes(reply.Partial).Sums.Span;
        var totals = new long[2];
        Limbs.Join(sums[..3], totals.AsSpan(0, 1));
        Limbs.Join(sums[3..], totals.AsSpan(1, 1));
        Assert.Equal([first[0] + second[0], first[1] + second[1]], totals);
    }

    [Fact]
    public async Task Upload_OfMoreRecordsThanAgreed_IsRefusedBeforeItIsClaimed()
    {
        var unit = QueryScale.Of(Plan).Unit;

        var refusal = await Assert.ThrowsAsync<FederatedException>(() => _intake.Send(Upload([1_000_001 * unit, 0])));

        Assert.Equal(ErrorCodes.UpdateOutOfBound, refusal.Code);
        await _intake.Round.DidNotReceiveWithAnyArgs().Claim(default!, default!);
    }

    private static byte[] Upload(long[] totals)
    {
        var limbs = new float[6];
        Limbs.Split(totals.AsSpan(0, 1), limbs.AsSpan(0, 3));
        Limbs.Split(totals.AsSpan(1, 1), limbs.AsSpan(3, 3));
        var layout = Plan.UploadLayout;
        return UpdateFile.Write(
            new(IntakeHarness.Id.Run, IntakeHarness.Id.Number, layout.Hash, UpdateFile.Float32Codec, FixedPointFormat.WeightOne), layout, limbs);
    }
}
