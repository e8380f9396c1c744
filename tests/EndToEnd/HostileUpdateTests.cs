using System.Net;
using System.Text;
using System.Text.Json;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Domain.Updates;
using Federated.EndToEnd.Processes;
using Federated.Protocol;

namespace Federated.EndToEnd;

/// <summary>
/// What a hostile or broken node can send, against a real silo process: it gets problem details with a code, the ledger
/// records the rejection, and the model is the one that the good updates alone make.
/// </summary>
public sealed class HostileUpdateTests(HostileUpdateTests.Federation shared) : IClassFixture<HostileUpdateTests.Federation>
{
    private static readonly RunPlan Plan = Plans.Tiny(cohort: 2);

    [Fact]
    public Task Upload_NotANumber_IsRefusedAndRecorded() =>
        Refused(HttpStatusCode.UnprocessableEntity, ErrorCodes.UpdateNotFinite, round => RawPartner.Update(round, Plan, float.NaN));

    [Fact]
    public Task Upload_BeyondTheCoordinateBound_IsRefusedAndRecorded() =>
        Refused(HttpStatusCode.UnprocessableEntity, ErrorCodes.UpdateOutOfBound, round => RawPartner.Update(round, Plan, 100.5f));

    [Fact]
    public Task Upload_WrongLayout_IsRefusedAndRecorded() => Refused(HttpStatusCode.UnprocessableEntity, ErrorCodes.UpdateLayoutMismatch, round =>
    {
        // As many parameters under other names: only the layout differs.
        var layout = ParameterLayout.Create([new("other.weight", [2, 4]), new("other.bias", [2])]);
        return UpdateFile.Write(new(round.Run, round.Number, layout.Hash, "float32", 1 << 20), layout, new float[10]);
    });

    [Fact]
    public Task Upload_WrongLength_IsRefusedAndRecorded() => Refused(HttpStatusCode.UnprocessableEntity, ErrorCodes.UpdateWrongLength,
        round => [.. RawPartner.Update(round, Plan, 1), 0, 0, 0, 0]);

    [Fact]
    public Task Upload_OversizedBody_IsRefusedAndRecorded() => Refused(HttpStatusCode.RequestEntityTooLarge, ErrorCodes.UpdateTooLarge,
        round => [.. RawPartner.Update(round, Plan, 1), .. new byte[8 << 20]]);

    [Fact]
    public Task Upload_TruncatedBody_IsRefusedAndRecorded() => Refused(HttpStatusCode.BadRequest, ErrorCodes.UpdateTruncated,
        round => RawPartner.Update(round, Plan, 1)[..^6]);

    [Fact]
    public Task Upload_NotAnUpdateAtAll_IsRefusedAndRecorded() => Refused(HttpStatusCode.BadRequest, ErrorCodes.UpdateMalformed,
        _ => [100, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(new string('x', 100) + "a header that is no JSON, and no tensors")]);

    [Fact]
    public Task Upload_OfAnotherRound_IsRefusedAndRecorded() => Refused(HttpStatusCode.Conflict, ErrorCodes.UpdateWrongRound,
        round => RawPartner.Update(round with { Number = 2 }, Plan, 1));

    [Fact]
    public Task Upload_WeightAboveOne_IsRefusedAndRecorded() => Refused(HttpStatusCode.UnprocessableEntity, ErrorCodes.UpdateWeightInvalid,
        round => RawPartner.Update(round, Plan, 1, weightUnits: (1 << 20) + 1));

    [Fact]
    public async Task Upload_SecondDifferentUpdate_IsAConflictAndRecorded()
    {
        var launched = await shared.Silo.Launch(Plan);
        var round = new RoundId(launched.Run, 1);
        await shared.Mallory.NextAssignment();
        await shared.Mallory.Send(round, RawPartner.Update(round, Plan, 2));

        using var response = await shared.Mallory.Put(round, RawPartner.Update(round, Plan, 3));

        await AssertProblem(response, HttpStatusCode.Conflict, ErrorCodes.UpdateConflict);
        await shared.Alice.Send(round, RawPartner.Update(round, Plan, 1));
        await AssertEnds(launched.Run, ErrorCodes.UpdateConflict, shared.Mallory.Name);
    }

    [Fact]
    public async Task Upload_SameUpdateTwice_GetsTheSameReceiptAndCountsOnce()
    {
        var launched = await shared.Silo.Launch(Plan);
        var round = new RoundId(launched.Run, 1);
        await shared.Mallory.NextAssignment();
        var first = await shared.Mallory.Send(round, RawPartner.Update(round, Plan, 2));
        var second = await shared.Mallory.Send(round, RawPartner.Update(round, Plan, 2));

        Assert.False(first.Duplicate);
        Assert.True(second.Duplicate);
        Assert.Equal(first.Receipt, second.Receipt);
        await shared.Alice.Send(round, RawPartner.Update(round, Plan, 1));
        Assert.Equal(await shared.ExpectedModel(), (await shared.Silo.Ended(launched.Run)).Model);
    }

    [Fact]
    public async Task Upload_AfterTheRound_IsLateAndRecorded()
    {
        var plan = Plans.Tiny(cohort: 2, deadlineSeconds: 1, quorum: 1);
        var launched = await shared.Silo.Launch(plan);
        var round = new RoundId(launched.Run, 1);
        await shared.Alice.NextAssignment();
        await shared.Alice.Send(round, RawPartner.Update(round, plan, 1));
        var ended = await shared.Silo.Ended(launched.Run);

        using var response = await shared.Mallory.Put(round, RawPartner.Update(round, plan, 2));

        await AssertProblem(response, HttpStatusCode.Gone, ErrorCodes.UpdateLate);
        Assert.Equal(ended.Model, (await shared.Silo.Run(launched.Run)).Model);
        Assert.Contains(await shared.Silo.Ledger(), e => e is UpdateLate late && late.Run == launched.Run && late.Partner == shared.Mallory.Name);
    }

    [Fact]
    public async Task Upload_ForARunItIsNotIn_IsForbiddenAndRecorded()
    {
        var plan = Plans.Tiny(cohort: 1, quorum: 1);
        var launched = await shared.Silo.Launch(plan);
        var round = new RoundId(launched.Run, 1);
        var cohort = await Eventually.Get(async () => (await shared.Silo.Run(launched.Run)) is { Members: [var member] } ? member : null, () => "the cohort of one");
        var (inside, outside) = cohort.Partner == shared.Alice.Name ? (shared.Alice, shared.Mallory) : (shared.Mallory, shared.Alice);

        using var response = await outside.Put(round, RawPartner.Update(round, plan, 5));

        await AssertProblem(response, HttpStatusCode.Forbidden, ErrorCodes.NotInCohort);
        await inside.Send(round, RawPartner.Update(round, plan, 1));
        await AssertEnds(launched.Run, ErrorCodes.NotInCohort, outside.Name, expectedModel: null);
    }

    [Fact]
    public async Task Upload_ForAnUnknownRun_IsNotFound()
    {
        var round = new RoundId(RunId.Parse("no-such-run"), 1);

        using var response = await shared.Mallory.Put(round, RawPartner.Update(round, Plan, 1));

        await AssertProblem(response, HttpStatusCode.NotFound, ErrorCodes.RunUnknown);
    }

    private async Task Refused(HttpStatusCode status, ErrorCode code, Func<RoundId, byte[]> hostile)
    {
        var launched = await shared.Silo.Launch(Plan);
        var round = new RoundId(launched.Run, 1);
        await shared.Mallory.NextAssignment();

        using (var response = await shared.Mallory.Put(round, hostile(round)))
            await AssertProblem(response, status, code);

        await shared.Alice.Send(round, RawPartner.Update(round, Plan, 1));
        await shared.Mallory.Send(round, RawPartner.Update(round, Plan, 2));
        await AssertEnds(launched.Run, code, shared.Mallory.Name);
    }

    private Task AssertEnds(RunId run, ErrorCode code, PartnerName partner) => AssertEnds(run, code, partner, shared.ExpectedModel);

    private async Task AssertEnds(RunId run, ErrorCode code, PartnerName partner, Func<Task<ContentHash>>? expectedModel)
    {
        var ended = await shared.Silo.Ended(run);
        if (expectedModel is not null)
            Assert.Equal(await expectedModel(), ended.Model);
        Assert.Contains(await shared.Silo.Ledger(), e => e is UpdateRejected rejected && rejected.Run == run
            && rejected.Partner == partner && rejected.Code == code.ToString());
        Assert.True((await shared.Silo.Verify()).Valid);
    }

    private static async Task AssertProblem(HttpResponseMessage response, HttpStatusCode status, ErrorCode code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"Got {response.StatusCode}: {text}");
        Assert.Equal(Problem.MediaType, response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<Problem>(text, ProtocolJson.Options)!;
        Assert.Equal(code.ToString(), problem.Code);
        Assert.NotEmpty(problem.Detail);
    }

    /// <summary>One silo and two enrolled partners for the whole class.</summary>
    public sealed class Federation : IAsyncLifetime
    {
        private Task<ContentHash>? _expected;

        public TestFederation Silo { get; private set; } = null!;

        public RawPartner Alice { get; private set; } = null!;

        public RawPartner Mallory { get; private set; } = null!;

        /// <summary>The model of a run in which Alice sends ones and Mallory twos and nothing goes wrong.</summary>
        public Task<ContentHash> ExpectedModel() => _expected ??= Undisturbed();

        public async Task InitializeAsync()
        {
            Silo = await TestFederation.Start();
            Alice = await RawPartner.Enrol(Silo, "alice");
            Mallory = await RawPartner.Enrol(Silo, "mallory");
        }

        public async Task DisposeAsync()
        {
            Alice.Dispose();
            Mallory.Dispose();
            await Silo.DisposeAsync();
        }

        private async Task<ContentHash> Undisturbed()
        {
            var launched = await Silo.Launch(Plan);
            var round = new RoundId(launched.Run, 1);
            await Alice.NextAssignment();
            await Alice.Send(round, RawPartner.Update(round, Plan, 1));
            await Mallory.Send(round, RawPartner.Update(round, Plan, 2));
            return (await Silo.Ended(launched.Run)).Model;
        }
    }
}
