using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Federated.Domain.Plans;

/// <summary>
/// How a partner's raw records become model inputs. Only public constants and answers of charged queries stand here; nothing is
/// estimated from a partner's data on the way.
/// </summary>
public sealed record DataPlan
{
    /// <summary>Subtracted from every number, after <see cref="Scaling"/>, before the division by <see cref="Scale"/>.</summary>
    public double Offset { get; init; }

    /// <summary>Every number is divided by this, last.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>
    /// A fixed public feature map of images, applied to the raw values instead of <see cref="Offset"/> and
    /// <see cref="Scale"/>: <c>hog</c> (441 features of a 28 x 28 image), or absent.
    /// </summary>
    public string? FeatureMap { get; init; }

    /// <summary>
    /// CSV, JSON lines and arrays: the features in order, each with its declared range or categories. A CSV or JSON file may hold others;
    /// an array holds these and no others.
    /// </summary>
    public ImmutableArray<FeatureRange> Features { get; init; } = [];

    /// <summary>CSV and JSON lines: the column or field that holds the label.</summary>
    public string? Label { get; init; }

    /// <summary>CSV and JSON lines: the label's values; the position is the class.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    /// <summary>Regression: the number to be predicted, with its declared range, scaled as features are.</summary>
    public FeatureRange? Target { get; init; }

    /// <summary>True where examples have neither label nor target: models that give back their inputs.</summary>
    public bool? Unlabelled { get; init => field = value is false ? null : value; }

    /// <summary>Text in place of features; absent for none.</summary>
    public TextPlan? Text { get; init; }

    /// <summary>How numbers are scaled; absent for <c>range</c> where features are declared.</summary>
    public ScalingPlan? Scaling { get; init; }

    /// <summary>
    /// CSV and JSON lines: the column or field that says whom a record is about. It is pseudonymised as it is read, with a key that never
    /// leaves the node, and serves the split and the cleaning only.
    /// </summary>
    public string? Identifier { get; init; }

    /// <summary>Which records are left out; absent for none.</summary>
    public CleaningPlan? Cleaning { get; init; }

    /// <summary>Which examples are kept out of training; absent for none.</summary>
    public ValidationPlan? Validation { get; init; }

    /// <summary>The number of model inputs that the declared features become; 0 where none are declared.</summary>
    [JsonIgnore]
    public int Width => Features.Sum(feature => feature.Width);

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(DataPlan? other) => other is not null && Offset.Equals(other.Offset) && Scale.Equals(other.Scale) && FeatureMap == other.FeatureMap
        && Features.AsSpan().SequenceEqual(other.Features.AsSpan()) && Label == other.Label
        && Classes.AsSpan().SequenceEqual(other.Classes.AsSpan()) && Target == other.Target && Unlabelled == other.Unlabelled && Text == other.Text
        && Scaling == other.Scaling && Identifier == other.Identifier && Cleaning == other.Cleaning && Validation == other.Validation;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Offset, Scale, FeatureMap, Features.Length, Label, Classes.Length, Text, Validation);
}
