using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Federated.Domain.Plans;

/// <summary>
/// One feature with its publicly declared range or categories: a CSV column, a JSON field, or a column of an array. A value
/// outside the declaration is refused at the partner, unless <see cref="Outside"/> says what becomes of it.
/// </summary>
/// <param name="Name">The column's header, or the field's name.</param>
/// <param name="Minimum">Maps to 0; absent for categories.</param>
/// <param name="Maximum">Maps to 1; absent for categories.</param>
public sealed record FeatureRange(string Name, double Minimum = 0, double Maximum = 0)
{
    /// <summary>Type: any number in the range.</summary>
    public const string NumberType = "number";

    /// <summary>Type: a whole number in the range, such as the index of an embedding.</summary>
    public const string IntegerType = "integer";

    /// <summary>Type: one of <see cref="Categories"/>.</summary>
    public const string CategoryType = "category";

    /// <summary>Encoding: one input per category, 1 at its place and 0 elsewhere.</summary>
    public const string OneHot = "one-hot";

    /// <summary>Encoding: one input, the position of the category, from 0.</summary>
    public const string Index = "index";

    /// <summary>The file is refused, with line and column.</summary>
    public const string Refuse = "refuse";

    /// <summary>The constant <see cref="MissingValue"/> stands in.</summary>
    public const string Constant = "constant";

    /// <summary>The middle of the declared range stands in.</summary>
    public const string MeanOfRange = "mean-of-range";

    /// <summary>The end of the range that is nearer stands in.</summary>
    public const string Clip = "clip";

    /// <summary>All inputs of a one-hot category are 0.</summary>
    public const string Zeros = "zeros";

    /// <summary><c>number</c> (the default), <c>integer</c> or <c>category</c>.</summary>
    public string? Type { get; init => field = value is NumberType ? null : value; }

    /// <summary>Of a <c>category</c>: its texts as they stand in the data; the position is the category's number.</summary>
    public ImmutableArray<string>? Categories { get; init; }

    /// <summary>Of a <c>category</c>: <c>one-hot</c> (the default) or <c>index</c>.</summary>
    public string? Encoding { get; init => field = value is OneHot ? null : value; }

    /// <summary>What a missing value (empty, NA, NaN, ? or null) becomes: <c>refuse</c> (the default), <c>constant</c>, <c>mean-of-range</c>, or <c>zeros</c> of a one-hot category.</summary>
    public string? Missing { get; init => field = value is Refuse ? null : value; }

    /// <summary>With missing <c>constant</c>: what stands in, within the range.</summary>
    public double? MissingValue { get; init; }

    /// <summary>What a value outside the declaration becomes: <c>refuse</c> (the default), <c>clip</c> of a number, or <c>zeros</c> of a one-hot category.</summary>
    public string? Outside { get; init => field = value is Refuse ? null : value; }

    /// <summary>With scaling <c>standard</c>: subtracted from the value. A public constant, or the answer of a query.</summary>
    public double? Mean { get; init; }

    /// <summary>With scaling <c>standard</c>: what the value is divided by, positive.</summary>
    public double? Deviation { get; init; }

    /// <summary>True for a category.</summary>
    [JsonIgnore]
    public bool IsCategory => Type == CategoryType;

    /// <summary>The number of model inputs that the feature becomes.</summary>
    [JsonIgnore]
    public int Width => IsCategory && Encoding is null ? Categories?.Length ?? 0 : 1;

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(FeatureRange? other) => other is not null && Name == other.Name && Minimum.Equals(other.Minimum) && Maximum.Equals(other.Maximum)
        && Type == other.Type && Texts.Same(Categories, other.Categories) && Encoding == other.Encoding && Missing == other.Missing
        && Nullable.Equals(MissingValue, other.MissingValue) && Outside == other.Outside && Nullable.Equals(Mean, other.Mean)
        && Nullable.Equals(Deviation, other.Deviation);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Minimum, Maximum, Type, Categories?.Length, Missing, Mean, Deviation);
}
