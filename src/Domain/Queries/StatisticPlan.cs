using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Federated.Domain.Queries;

/// <summary>One statistic of a query. A record adds to one bin of it at most.</summary>
public sealed record StatisticPlan
{
    /// <summary>How many records there are, or how many hold <see cref="EqualTo"/> in <see cref="Column"/>.</summary>
    public const string Count = "count";

    /// <summary>The sum of a numeric column, every value cut to a public range first.</summary>
    public const string Sum = "sum";

    /// <summary>How many records fall into each of a list of public bins of a column.</summary>
    public const string Histogram = "histogram";

    /// <summary>How many records there are of each class of the plan's data.</summary>
    public const string Labels = "labels";

    /// <summary><c>count</c>, <c>sum</c>, <c>histogram</c> or <c>labels</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What the answer is called; default: made from kind and column, for example <c>sum.age</c>.</summary>
    public string? Name { get; init; }

    /// <summary>CSV only: the column; absent for <c>labels</c> and for a <c>count</c> of all records.</summary>
    public string? Column { get; init; }

    /// <summary>Of a <c>count</c> with a column: the text that a record must hold there to be counted.</summary>
    [JsonPropertyName("equals")]
    public string? EqualTo { get; init; }

    /// <summary>Of a <c>sum</c>: a lesser value counts as this one.</summary>
    public double? Minimum { get; init; }

    /// <summary>Of a <c>sum</c>: a greater value counts as this one.</summary>
    public double? Maximum { get; init; }

    /// <summary>
    /// Of a <c>histogram</c> of numbers: the edges of the bins, increasing. A bin holds its lower edge and not its upper one,
    /// but for the last, which holds both. A value outside falls into no bin.
    /// </summary>
    public ImmutableArray<double>? Edges { get; init; }

    /// <summary>Of a <c>histogram</c> of categories: the texts, one bin each. Any other text falls into no bin.</summary>
    public ImmutableArray<string>? Values { get; init; }

    /// <summary>The name, also of the tensor that holds the answer.</summary>
    [JsonIgnore]
    public string Title => Name ?? string.Join('.', new[] { Kind, Column, EqualTo }.OfType<string>());

    /// <summary>
    /// B: the most that one record can move the statistic, in the statistic's own unit. The larger end of a sum's range; 1 for
    /// whatever counts.
    /// </summary>
    [JsonIgnore]
    public double Bound => Kind == Sum ? Math.Max(Math.Abs(Minimum!.Value), Math.Abs(Maximum!.Value)) : 1;

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(StatisticPlan? other) => other is not null && Kind == other.Kind && Name == other.Name && Column == other.Column
        && EqualTo == other.EqualTo && Nullable.Equals(Minimum, other.Minimum) && Nullable.Equals(Maximum, other.Maximum)
        && Same(Edges, other.Edges) && Same(Values, other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Name, Column, EqualTo, Minimum, Maximum, Edges?.Length, Values?.Length);

    private static bool Same<T>(ImmutableArray<T>? left, ImmutableArray<T>? right) =>
        left.HasValue == right.HasValue && (left is not { } l || l.AsSpan().SequenceEqual(right!.Value.AsSpan()));
}
