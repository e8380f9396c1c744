using System.Collections.Immutable;
using static Federated.Domain.Plans.PrivacyPlan;

namespace Federated.Domain.Privacy;

/// <summary>Which parts of a model the private modes let stay behind (PRIVACY section 11).</summary>
internal static class TransferModeRules
{
    private const string LocalState = "what a node keeps of earlier rounds would bring other rounds' records into this one's update, past the clipping";
    private const string WholeGradient = "the gradient of a single example is clipped over the whole model; over a part of it is not built (docs/feature-matrix.md)";

    /// <summary>The rows.</summary>
    internal static ImmutableArray<ModeRule> Rows { get; } =
    [
        .. new[] { RecordCentral, RecordLocal, PartnerCentral }.Select(mode => new ModeRule(mode, "model.transfer.personal", p => p.Model?.Transfer is not { Personal.IsEmpty: false }, "absent", LocalState)),
        .. new[] { RecordCentral, RecordLocal, PartnerCentral }.Select(mode => new ModeRule(mode, "training.ditto", p => p.Training.Ditto is null, "absent", LocalState)),
        new(RecordCentral, "model.transfer", p => p.Model?.Transfer is null, "absent", WholeGradient),
        new(RecordLocal, "model.transfer", p => p.Model?.Transfer is null, "absent", WholeGradient),
    ];
}
