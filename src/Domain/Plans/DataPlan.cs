using System.Collections.Immutable;

namespace Federated.Domain.Plans;

/// <summary>
/// How a partner's raw features become model inputs. Only public constants stand here; nothing is estimated from a
/// partner's data.
/// </summary>
public sealed record DataPlan
{
    /// <summary>Subtracted from every feature, after its range is mapped to [0, 1] where ranges are declared, before the division by <see cref="Scale"/>.</summary>
    public double Offset { get; init; }

    /// <summary>Every feature is divided by this, last.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>
    /// A fixed public feature map of images, applied to the raw values instead of <see cref="Offset"/> and
    /// <see cref="Scale"/>: <c>hog</c> (441 features of a 28 x 28 image), or absent.
    /// </summary>
    public string? FeatureMap { get; init; }

    /// <summary>CSV only: the feature columns in order, each with its declared range, which is mapped to [0, 1].</summary>
    public ImmutableArray<FeatureRange> Features { get; init; } = [];

    /// <summary>CSV only: the column that holds the label.</summary>
    public string? Label { get; init; }

    /// <summary>CSV only: the label's values; the position is the class.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(DataPlan? other) => other is not null && Offset.Equals(other.Offset) && Scale.Equals(other.Scale) && FeatureMap == other.FeatureMap
        && Features.AsSpan().SequenceEqual(other.Features.AsSpan()) && Label == other.Label
        && Classes.AsSpan().SequenceEqual(other.Classes.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Offset, Scale, FeatureMap, Features.Length, Label, Classes.Length);
}
