using System.Collections.Immutable;
using Federated.Domain.Privacy.Accounting;
using Federated.Domain.Rounds;

namespace Federated.Domain.Privacy.Budgets;

/// <summary>What one run costs a partner.</summary>
/// <param name="Run">The run.</param>
/// <param name="Declared">The whole schedule as it was declared before the launch; empty for an adaptive run, which has none.</param>
/// <param name="Used">
/// The rounds that were opened, when the run ended early, or that were reserved so far, when it is adaptive; null otherwise. Where a
/// run stops may depend on what it put out, so these may only be composed by Renyi orders (a filter), never by PLD.
/// </param>
public sealed record RunCharge(RunId Run, ImmutableArray<ComposedEvent> Declared, ImmutableArray<ComposedEvent>? Used = null)
{
    /// <summary>True for a run whose rounds are reserved one by one.</summary>
    public bool IsAdaptive { get; private init; }

    /// <summary>The charge of an adaptive run: the rounds that the ledger reserved, and nothing else.</summary>
    public static RunCharge Adaptive(RunId run, ImmutableArray<ComposedEvent> reserved) => new(run, [], reserved) { IsAdaptive = true };
}
