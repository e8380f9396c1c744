using System.Collections.Immutable;
using System.Text;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;

namespace Federated.ConsoleApp.Tests;

/// <summary>The ledger entries of a small private run, as an honest coordinator writes them.</summary>
internal sealed record MadeRun
{
    private static readonly PartnerName Partner = PartnerName.Parse("hospital-1");
    private static readonly ContentHash Model = ContentHash.Of("model"u8);

    public static RunId Run { get; } = RunId.Parse("run-1");

    public static RunPlan Plan { get; } = new()
    {
        Name = "tiny",
        Model = new() { Kind = "logistic", Inputs = 2, Outputs = 2 },
        Strategy = new() { Kind = "server-sgd" },
        Privacy = new()
        {
            Mode = PrivacyPlan.RecordCentral,
            Delta = 1e-5,
            ClipNorm = 1,
            NoiseMultiplier = 2,
            SamplingRate = 0.1,
            Projection = 1,
            PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add(Partner.ToString(), 1000),
        },
        Cohort = new() { Size = 1, Quorum = 1 },
        Rounds = 3,
    };

    public RunPlan Of { get; init; } = Plan;

    public int Closed { get; init; } = 3;

    public string Outcome { get; init; } = RunFinished.Completed;

    public Func<RunLaunched, RunLaunched> Launch { get; init; } = launched => launched;

    public Func<RoundSealed, RoundSealed> Seal { get; init; } = seal => seal;

    /// <summary>The noise of an adaptive run's rounds; it is tuned where they differ.</summary>
    public Func<int, double> Noise { get; init; } = _ => 2;

    /// <summary>The clip norm of a run's rounds where it adapts.</summary>
    public Func<int, double>? Clip { get; init; }

    public IReadOnlyCollection<LedgerEntry> Entries()
    {
        var reserved = PrivacySchedule.Reservation(Of);
        var adaptive = PrivacySchedule.IsAdaptive(Of);
        var launched = Launch(new RunLaunched(
            DateTimeOffset.UnixEpoch, Run, Encoding.UTF8.GetString(RunPlanFile.Canonical(Of)), RunPlanFile.Hash(Of), Of.Privacy.Mode, Of.Rounds, [Partner],
            Model, Of.UploadLayout.Hash, reserved));
        var entries = new List<LedgerEntry> { launched };
        for (var round = 1; round <= Closed; round++)
        {
            var terms = RoundTerms.Of(Of);
            if (Clip is not null)
                terms = terms with { ClipNorm = Clip(round) };
            if (adaptive)
            {
                terms = terms with { NoiseMultiplier = Noise(round) };
                var millionths = RoundTerms.Millionths(Noise(round))!.Value;
                if (Noise(round) != (round == 1 ? 2 : Noise(round - 1)))
                    entries.Add(new NoiseTuned(DateTimeOffset.UnixEpoch, Run, round, millionths));
                entries.Add(new RoundReserved(DateTimeOffset.UnixEpoch, Run, round, millionths));
            }

            var seal = Seal(new RoundSealed(
                DateTimeOffset.UnixEpoch, Run, round, [Partner], [], [], [], Model, AggregationPlan.Of(Of, terms).Mechanism,
                PrivacySchedule.SealedSpend(Of, reserved, round)));
            entries.Add(seal);
            entries.Add(new RoundCommitted(DateTimeOffset.UnixEpoch, Run, round, LedgerCodec.LeafHash(seal), Model, Model, Model));
        }

        entries.Add(new RunFinished(DateTimeOffset.UnixEpoch, Run, Outcome, Model));
        return entries;
    }
}
