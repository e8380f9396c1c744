using System.Collections.Immutable;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Budgets;

namespace Federated.ClientNode.Ceilings;

/// <summary>
/// What a partner allows, whatever a plan asks for. Kept in node.json, edited by the partner, checked before anything
/// is trained. The defaults are wide enough for the sample plans and are written out, so that they can be seen and lowered.
/// </summary>
public sealed record PartnerCeilings
{
    /// <summary>The privacy modes that may run.</summary>
    public ImmutableArray<string> AllowedModes { get; init; } =
        [PrivacyPlan.None, PrivacyPlan.RecordCentral, PrivacyPlan.RecordLocal, PrivacyPlan.PartnerCentral];

    /// <summary>
    /// The privacy modes in which queries are answered; empty for none. Mode <c>none</c> is not among the defaults: without noise a query
    /// gives out exact counts, and a count of one is a record.
    /// </summary>
    public ImmutableArray<string> AllowedQueryModes { get; init; } = [PrivacyPlan.RecordCentral];

    /// <summary>
    /// Epsilon over all runs, per record, at <see cref="Delta"/>; null for no ceiling. Runs of mode <c>none</c> have no
    /// epsilon: take <c>none</c> out of <see cref="AllowedModes"/> to refuse them.
    /// </summary>
    public double? MaxEpsilonPerRecord { get; init; } = 10;

    /// <summary>Epsilon over all runs, for everything that this partner contributes, at <see cref="Delta"/>; null for no ceiling.</summary>
    public double? MaxEpsilonPerPartner { get; init; } = 10;

    /// <summary>The delta at which the ceilings hold.</summary>
    public double Delta { get; init; } = 1e-5;

    /// <summary>The most rounds that one run's plan may have.</summary>
    public int MaxRounds { get; init; } = 1_000;

    /// <summary>The most passes over the data in one round.</summary>
    public int MaxLocalEpochs { get; init; } = 100;

    /// <summary>The runs that may use this node's data, by id or by a beginning followed by '*'; empty for any.</summary>
    public ImmutableArray<string> AllowedRuns { get; init; } = [];

    /// <summary>The ceiling for the unit of a plan; null when there is none or the plan is not private.</summary>
    public PrivacyBudget? Budget(RunPlan plan) => PrivacySchedule.Unit(plan) switch
    {
        PrivacyUnit.Record when MaxEpsilonPerRecord is { } epsilon => new(PrivacyUnit.Record, epsilon, Delta),
        PrivacyUnit.Partner when MaxEpsilonPerPartner is { } epsilon => new(PrivacyUnit.Partner, epsilon, Delta),
        _ => null,
    };

    /// <summary>For people.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"modes {string.Join(", ", AllowedModes)}; queries in {(AllowedQueryModes.IsEmpty ? "no mode" : string.Join(", ", AllowedQueryModes))}; epsilon at most {MaxEpsilonPerRecord?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "any"} per record and {MaxEpsilonPerPartner?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "any"} per partner at delta {Delta}; at most {MaxRounds} rounds and {MaxLocalEpochs} local epochs; runs {(AllowedRuns.IsEmpty ? "any" : string.Join(", ", AllowedRuns))}");
}
