using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Federated.Domain.Queries;

/// <summary>
/// A column by which an evaluation tells examples apart, with its public groups: texts, or ranges of a number. An example falls into one
/// group at most; one whose value is in none counts in the overall figures only.
/// </summary>
public sealed record SubgroupPlan
{
    /// <summary>The column or field; it need not be a feature of the model.</summary>
    public required string Column { get; init; }

    /// <summary>What the subgroups are called in the answer; default: the column.</summary>
    public string? Name { get; init; }

    /// <summary>Groups of texts, one each.</summary>
    public ImmutableArray<string>? Values { get; init; }

    /// <summary>Groups of numbers, by increasing edges. A group holds its lower edge and not its upper one, but for the last, which holds both.</summary>
    public ImmutableArray<double>? Edges { get; init; }

    /// <summary>The name.</summary>
    [JsonIgnore]
    public string Title => Name ?? Column;

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(SubgroupPlan? other) => other is not null && Column == other.Column && Name == other.Name
        && Same(Values, other.Values) && Same(Edges, other.Edges);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Column, Name, Values?.Length, Edges?.Length);

    private static bool Same<T>(ImmutableArray<T>? left, ImmutableArray<T>? right) =>
        left.HasValue == right.HasValue && (left is not { } l || l.AsSpan().SequenceEqual(right!.Value.AsSpan()));
}
