using System.Collections.Immutable;
using Federated.Domain.Plans;

namespace Federated.ClientNode.Ceilings;

/// <summary>
/// What a partner allows, whatever a plan asks for. Kept in node.json, edited by the partner, checked before anything
/// is trained. The defaults are wide enough for the sample plans and are written out, so that they can be seen and lowered.
/// </summary>
public sealed record PartnerCeilings
{
    /// <summary>The privacy modes that may run.</summary>
    public ImmutableArray<string> AllowedModes { get; init; } = [PrivacyPlan.None];

    /// <summary>The most rounds that one run's plan may have.</summary>
    public int MaxRounds { get; init; } = 1_000;

    /// <summary>The most passes over the data in one round.</summary>
    public int MaxLocalEpochs { get; init; } = 100;

    /// <summary>The runs that may use this node's data, by id or by a beginning followed by '*'; empty for any.</summary>
    public ImmutableArray<string> AllowedRuns { get; init; } = [];

    /// <summary>For people.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"modes {string.Join(", ", AllowedModes)}; at most {MaxRounds} rounds and {MaxLocalEpochs} local epochs; runs {(AllowedRuns.IsEmpty ? "any" : string.Join(", ", AllowedRuns))}");
}
