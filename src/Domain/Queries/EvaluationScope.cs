using System.Collections.Immutable;

namespace Federated.Domain.Queries;

/// <summary>All examples, or those of each group of a column.</summary>
/// <param name="Title">What the subgroups are called; null for all examples.</param>
/// <param name="Column">The column; null for all examples.</param>
/// <param name="Groups">The groups; null for all examples.</param>
internal sealed record EvaluationScope(string? Title, string? Column, FieldBins? Groups)
{
    internal static EvaluationScope All { get; } = new(null, null, null);

    internal int Count => Groups?.Names.Length ?? 1;

    internal ImmutableArray<string> Names => Groups?.Names ?? [string.Empty];

    /// <summary>The group of an example, or null when it is in none.</summary>
    internal int? Of(string? field) => Groups is null ? 0 : Groups.Of(field);

    /// <summary>The title of a measure in this scope.</summary>
    internal string Of(EvaluationMeasure measure) => Title is null ? measure.Title : $"{measure.Title}.by.{Title}";
}
