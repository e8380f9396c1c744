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

    /// <summary>The sum of the squares of a numeric column, every value cut to a public range first.</summary>
    public const string Squares = "squares";

    /// <summary>How many records hold a number in a column.</summary>
    public const string Present = "present";

    /// <summary>How many records fall into each of a list of public bins of a column.</summary>
    public const string Histogram = "histogram";

    /// <summary>How many records there are of each class of the plan's data.</summary>
    public const string Labels = "labels";

    /// <summary><c>count</c>, <c>present</c>, <c>sum</c>, <c>squares</c>, <c>histogram</c> or <c>labels</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What the answer is called; default: made from kind and column, for example <c>sum.age</c>.</summary>
    public string? Name { get; init; }

    /// <summary>CSV only: the column; absent for <c>labels</c> and for a <c>count</c> of all records.</summary>
    public string? Column { get; init; }

    /// <summary>Of a <c>count</c> with a column: the text that a record must hold there to be counted.</summary>
    [JsonPropertyName("equals")]
    public string? EqualTo { get; init; }

    /// <summary>Of a <c>sum</c> or <c>squares</c>: a lesser value counts as this one.</summary>
    public double? Minimum { get; init; }

    /// <summary>Of a <c>sum</c> or <c>squares</c>: a greater value counts as this one.</summary>
    public double? Maximum { get; init; }

    /// <summary>
    /// Of a <c>sum</c> or <c>squares</c>: taken off the value after it is cut; default 0. The middle of the range makes what one record can add
    /// least, and the noise with it.
    /// </summary>
    public double? Origin { get; init; }

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
    /// B: the most that one record can move the statistic, in the statistic's own unit. How far the ends of a sum's range are from its
    /// origin, at most; the square of that; 1 for whatever counts.
    /// </summary>
    [JsonIgnore]
    public double Bound => Kind switch
    {
        Sum => Reach,
        Squares => Reach * Reach,
        _ => 1,
    };

    /// <summary>True for a total of numbers, false for whatever counts.</summary>
    [JsonIgnore]
    public bool AddsNumbers => Kind is Sum or Squares;

    /// <summary>How far a value can be from the origin.</summary>
    [JsonIgnore]
    internal double Reach => Math.Max(Math.Abs(Minimum!.Value - (Origin ?? 0)), Math.Abs(Maximum!.Value - (Origin ?? 0)));

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(StatisticPlan? other) => other is not null && Kind == other.Kind && Name == other.Name && Column == other.Column
        && EqualTo == other.EqualTo && Nullable.Equals(Minimum, other.Minimum) && Nullable.Equals(Maximum, other.Maximum) && Nullable.Equals(Origin, other.Origin)
        && Same(Edges, other.Edges) && Same(Values, other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Name, Column, EqualTo, Minimum, Maximum, Origin, (Edges?.Length, Values?.Length));

    private static bool Same<T>(ImmutableArray<T>? left, ImmutableArray<T>? right) =>
        left.HasValue == right.HasValue && (left is not { } l || l.AsSpan().SequenceEqual(right!.Value.AsSpan()));
}
