using System.Collections.Immutable;
using static Federated.Domain.Plans.PrivacyPlan;

namespace Federated.Domain.Privacy;

/// <summary>Which parts of a model the private modes let stay behind (PRIVACY section 11).</summary>
internal static class TransferModeRules
{
    private const string LocalState = "what a node keeps of earlier rounds would bring other rounds' records into this one's update, past the clipping";
    private const string NoRule = "the gradient of a single example is had for a layer's own tensors, not for adapters on them";

    /// <summary>The rows.</summary>
    internal static ImmutableArray<ModeRule> Rows { get; } =
    [
        .. new[] { RecordCentral, RecordLocal, PartnerCentral }.Select(mode => new ModeRule(mode, "model.transfer.personal", p => p.Model?.Transfer is not { Personal.IsEmpty: false }, "absent", LocalState)),
        .. new[] { RecordCentral, RecordLocal, PartnerCentral }.Select(mode => new ModeRule(mode, "training.ditto", p => p.Training.Ditto is null, "absent", LocalState)),
        new(RecordCentral, "model.transfer.adapters", p => p.Model?.Transfer?.Adapters is null, "absent", NoRule),
        new(RecordLocal, "model.transfer.adapters", p => p.Model?.Transfer?.Adapters is null, "absent", NoRule),
    ];
}
