using System.Collections.Immutable;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Registry;
using Federated.Domain.Rounds;
using Federated.Domain.Tests.Ledger;
using static Federated.Domain.Tests.Ledger.SampleLedger;

namespace Federated.Domain.Tests.Registry;

/// <summary>Entries for the registry on top of <see cref="SampleLedger"/>, whose models m0, m1 and m3 belong to track "model".</summary>
internal static class RegistrySamples
{
    public const string Track = "model";

    public static readonly ContentHash M0 = Hash("m0");
    public static readonly ContentHash M1 = Hash("m1");
    public static readonly ContentHash M3 = Hash("m3");

    public static ModelRegistry Sample { get; } = ModelRegistry.Of(Entries);

    public static ModelEvaluated Measured(ContentHash model, double accuracy, string data = "test", string metric = "accuracy") => new(
        At, model, data, Hash(data), 100, ImmutableSortedDictionary<string, long>.Empty.Add(metric, FixedPoint.Micro(accuracy)), "anna");

    public static GateAgreed Gate(double value, string bound = QualityGate.Minimum, string metric = "accuracy", ContentHash? data = null, string track = Track) =>
        new(At, track, new(metric, bound, FixedPoint.Micro(value), data), "anna", "agreed");

    public static ModelTagged Tagged(ContentHash model, string tag = RegistryNames.Candidate, string track = Track) => new(At, track, tag, model, "anna", "r");

    public static ModelTagged Release(ContentHash model, string track = Track) => Tagged(model, RegistryNames.Released, track);

    public static ReleaseRolledBack RolledBack(ContentHash from, ContentHash to) => new(At, Track, from, to, "anna", "it drifts");

    public static ModelRegistry With(params LedgerEntry[] more) => More(Sample, more);

    public static ModelRegistry More(ModelRegistry registry, params LedgerEntry[] more)
    {
        foreach (var entry in more)
        {
            Assert.Null(registry.Refuse(entry));
            registry = registry.Apply(entry);
        }

        return registry;
    }

    /// <summary>A second run, started from a model of the first, with one committed round.</summary>
    public static LedgerEntry[] Continued(ContentHash initial, ContentHash? declared = null, ContentHash? layout = null, string query = "null")
    {
        var plan = $$"""{"model":{"initial":"{{declared ?? initial}}"},"name":"Next Step!","query":{{query}},"rounds":1}""";
        var run = RunId.Parse("run-b");
        var seal = new RoundSealed(At, run, 1, [North], [], [], [], initial, "none", 0);
        return
        [
            new RunLaunched(At, run, plan, Hash(plan), "none", 1, [North], initial, layout ?? Hash("layout"), 0),
            seal,
            new RoundCommitted(At, run, 1, LedgerCodec.LeafHash(seal), initial, Hash("n1"), Hash("t1")),
        ];
    }
}
