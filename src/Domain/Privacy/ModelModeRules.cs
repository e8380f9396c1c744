using System.Collections.Immutable;
using Federated.Domain.Models;
using static Federated.Domain.Plans.PrivacyPlan;

namespace Federated.Domain.Privacy;

/// <summary>Which models and which ways to train them each private mode admits, with the reason for every refusal; part of <see cref="ModeRules.Table"/>.</summary>
internal static class ModelModeRules
{
    private const string Coordinator = "the node only sums gradients; steps are taken by the coordinator (strategy)";
    private const string Noised = "DP-SGD at the node steps along noised gradients, by its constant learning rate and nothing else";

    /// <summary>The rows.</summary>
    internal static ImmutableArray<ModeRule> Rows { get; } =
    [
        .. new[] { RecordCentral, RecordLocal, PartnerCentral }.SelectMany(InEveryMode),
        .. InRecordMode(RecordCentral, Coordinator),
        .. InRecordMode(RecordLocal, Noised),
    ];

    private static IEnumerable<ModeRule> InEveryMode(string mode)
    {
        yield return new(mode, "model", p => !p.Specification.Layers.Any(layer => layer.Layer.MixesExamples), "without batch normalization (take normalization 'group', or a group-norm or layer-norm layer)",
            "it makes the value of an example depend on the others of its batch, so that clipping one bounds nothing, and noise would make its running variances negative");
        yield return new(mode, "training.earlyStopping", p => p.Training.EarlyStopping is null, "absent",
            "the epoch at which it stops is a statistic of validation records that no noise covers");
    }

    private static IEnumerable<ModeRule> InRecordMode(string mode, string steps)
    {
        yield return new(mode, "model", p => p.Specification.Layers.All(layer => layer.Layer.DroppedOut == 0), "without dropout",
            "masks follow from a public seed and the place in a batch, and leaving a record out would give all that follow it other masks");
        yield return new(mode, "training.loss", p => p.Specification.Objective != Objective.Adversarial, "other than adversarial (partner-central clips whole updates)",
            "a generator's gradient has no example of its own that could be clipped");
        yield return new(mode, "training.negatives", p => p.Training.Negatives is null, "absent",
            "the pairs drawn beside a record depend on which other pairs there are, so that one record would move several gradients");
        yield return new(mode, "training.schedule", p => p.Training.Schedule is null, "absent", steps);
        yield return new(mode, "training.accumulationSteps", p => p.Training.AccumulationSteps is null, "absent", steps);
        yield return new(mode, "training.clipGradientNorm", p => p.Training.ClipGradientNorm is null, "absent", "gradients are clipped example by example, at privacy.clipNorm");
        yield return new(mode, "training.nesterov", p => p.Training.Nesterov is null, "absent", steps);
    }
}
