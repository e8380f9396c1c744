using System.Collections.Immutable;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Protocol.Registry;

/// <summary>A model of the registry in a list.</summary>
/// <param name="Model">Its hash.</param>
/// <param name="Track">The track it belongs to unless another one is named.</param>
/// <param name="Run">The run that the ledger names it in first.</param>
/// <param name="Round">The round; 0 for an initial model.</param>
/// <param name="At">When.</param>
/// <param name="Tags">The tags that stand at it.</param>
/// <param name="Evaluation">The newest evaluation, or null.</param>
public sealed record ModelSummary(
    ContentHash Model, string Track, RunId Run, int Round, DateTimeOffset At, ImmutableArray<TagView> Tags, EvaluationView? Evaluation);
