using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Errors;

namespace Federated.Domain.Plans;

/// <summary>
/// What the data section of a plan must satisfy. Nothing in it can make a node estimate a constant from its own data: that would be
/// a release of its own, uncharged.
/// </summary>
internal static class DataRules
{
    private const string ChargedQuery = "Constants of the plan must be public, or come from a charged query: 'fed query standardise' asks for them";
    private const double LargestFraction = 0.5;

    /// <summary>Checks a plan that trains.</summary>
    /// <exception cref="FederatedException">FED-1001 names the first member that is wrong.</exception>
    public static void Check(DataPlan data)
    {
        foreach (var feature in data.Features)
            Check(feature, $"data.features[{feature.Name}]");
        CheckNames(data);
        if (data.Target is { } target)
        {
            Check(target, "data.target");
            Require(!target.IsCategory, "data.target", "a category", "a number; give categories as data.label and data.classes");
            Require(data.Label is null && data.Classes.IsEmpty, "data.target", "given beside data.label or data.classes", "one of the two: a number to predict, or a class");
        }

        Require(data.Unlabelled is null || (data.Label is null && data.Target is null), "data.unlabelled", "true beside data.label or data.target", "it left out, or they");
        CheckScaling(data);
        if (data.Text is { } text)
            TextRules.Check(data, text);
        Require(data.Validation is null or { Fraction: > 0 and <= LargestFraction }, "data.validation.fraction", Text(data.Validation?.Fraction), "above 0, at most 0.5");
        Require(data.Validation is null || data.Validation.Seed <= RunPlanRules.LargestSeed, "data.validation.seed", "above 2^53 - 1", "a number that every JSON reader holds exactly");
        Require(data.Cleaning is not { OnePerIdentifier: true } || data.Identifier is not null, "data.cleaning.onePerIdentifier", "true without data.identifier",
            "the column that says whom a record is about");
        Require(data.FeatureMap is null || (data.Scaling is null && data.Text is null), "data.featureMap", "given beside data.scaling or data.text", "it alone");
    }

    private static void Check(FeatureRange feature, string member)
    {
        Require(!string.IsNullOrWhiteSpace(feature.Name) && feature.Name == feature.Name.Trim(), $"{member}.name", $"'{feature.Name}'", "a name without blanks around it");
        Require(feature.Type is null or FeatureRange.IntegerType or FeatureRange.CategoryType, $"{member}.type", $"'{feature.Type}'", "number, integer or category");
        Require(feature.MissingValue is null == feature.Missing is not FeatureRange.Constant, $"{member}.missingValue", feature.MissingValue is null ? "absent" : Text(feature.MissingValue),
            "it together with missing 'constant', and only then");
        if (feature.IsCategory)
            CheckCategory(feature, member);
        else
            CheckNumber(feature, member);
    }

    private static void CheckNumber(FeatureRange feature, string member)
    {
        Require(double.IsFinite(feature.Minimum) && double.IsFinite(feature.Maximum) && feature.Minimum < feature.Maximum,
            member, string.Create(CultureInfo.InvariantCulture, $"{feature.Minimum}..{feature.Maximum}"), "a finite minimum below a finite maximum");
        Require(feature.Categories is null && feature.Encoding is null, member, "a number with categories or an encoding", "them in type category only");
        Require(feature.Missing is null or FeatureRange.Constant or FeatureRange.MeanOfRange, $"{member}.missing", $"'{feature.Missing}'",
            $"refuse, constant or mean-of-range. {ChargedQuery}");
        Require(feature.Missing != FeatureRange.MeanOfRange || feature.Type is null, $"{member}.missing", "mean-of-range of whole numbers", "constant, with a whole missingValue");
        Require(feature.MissingValue is not { } value || (value >= feature.Minimum && value <= feature.Maximum), $"{member}.missingValue", Text(feature.MissingValue), "a number within the range");
        Require(feature.Outside is null or FeatureRange.Clip, $"{member}.outside", $"'{feature.Outside}'", "refuse or clip");
        Require(feature.Mean is null || (feature.Mean >= feature.Minimum && feature.Mean <= feature.Maximum), $"{member}.mean", Text(feature.Mean), "a number within the range");
        Require(feature.Deviation is null || (feature.Deviation > 0 && feature.Deviation <= feature.Maximum - feature.Minimum), $"{member}.deviation", Text(feature.Deviation),
            "above 0, at most the length of the range");
    }

    private static void CheckCategory(FeatureRange feature, string member)
    {
        Require(feature is { Minimum: 0, Maximum: 0, Mean: null, Deviation: null, MissingValue: null }, member, "a category with a range or constants of numbers", "them in types number and integer only");
        CheckTexts(feature.Categories, $"{member}.categories");
        Require(feature.Encoding is null or FeatureRange.Index, $"{member}.encoding", $"'{feature.Encoding}'", "one-hot or index");
        foreach (var (name, value) in new[] { ("missing", feature.Missing), ("outside", feature.Outside) })
        {
            Require(value is null || (value is FeatureRange.Zeros && feature.Encoding is null), $"{member}.{name}", $"'{value}'",
                "refuse, or zeros in encoding one-hot. Give a missing or unlisted value a category of its own otherwise");
        }
    }

    private static void CheckNames(DataPlan data)
    {
        string?[] names = [.. data.Features.Select(feature => feature.Name), data.Label, data.Target?.Name, data.Identifier, data.Text?.Field];
        var twice = names.OfType<string>().GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        Require(twice is null, "data", $"a section that names the column '{twice?.Key}' twice",
            "every column in one place: a model must not read its answer, or whom it is about");
        Require(data.Classes.Distinct(StringComparer.Ordinal).Count() == data.Classes.Length, "data.classes", "a list that holds a class twice", "classes that differ");
    }

    private static void CheckScaling(DataPlan data)
    {
        if (data.Scaling is not { } scaling)
            return;
        Require(scaling.Kind is ScalingPlan.None or ScalingPlan.Range or ScalingPlan.Standard, "data.scaling.kind", $"'{scaling.Kind}'", $"none, range or standard. {ChargedQuery}");
        Require(scaling.Kind == ScalingPlan.None || !data.Features.IsEmpty, "data.scaling.kind", $"'{scaling.Kind}' without data.features",
            "features with their ranges; images and the like are scaled with data.offset and data.scale");
        var numbers = data.Features.Append(data.Target).OfType<FeatureRange>().Where(feature => !feature.IsCategory).ToList();
        if (scaling.Kind == ScalingPlan.Standard)
        {
            var without = numbers.Find(feature => feature.Mean is null || feature.Deviation is null);
            Require(without is null, "data.scaling.kind", $"'standard' while '{without?.Name}' has no mean and deviation", $"both of every number. {ChargedQuery}");
        }
        else
        {
            Require(numbers.TrueForAll(feature => feature.Mean is null && feature.Deviation is null), "data.scaling.kind", $"'{scaling.Kind}' beside means and deviations",
                "'standard', or none of them: constants that are not used must not look as if they were");
        }

        Require(scaling.Run is null == scaling.Answer is null && (scaling.Run is null || scaling.Kind == ScalingPlan.Standard), "data.scaling", "one with half of run and answer, or with them in another kind than standard",
            "both as 'fed query standardise' writes them, or neither");
    }

    /// <summary>Refuses a list that is empty, or holds a text twice, or one with blanks around it.</summary>
    internal static void CheckTexts(ImmutableArray<string>? texts, string member)
    {
        var list = texts is { IsDefault: false } given ? given : [];
        Require(!list.IsEmpty && list.All(text => text is not null && text == text.Trim()) && list.Distinct(StringComparer.Ordinal).Count() == list.Length,
            member, "empty, or holds a text twice or with blanks around it", "texts that differ, without blanks around them");
    }

    /// <summary>Refuses with the words of every refused plan.</summary>
    internal static void Require(bool holds, string member, string got, string wanted)
    {
        if (!holds)
            throw new FederatedException(ErrorCodes.PlanInvalid, $"In the plan, {member} is {got}; wanted {wanted}.");
    }

    private static string Text(double? value) => value is { } number ? number.ToString(CultureInfo.InvariantCulture) : "absent";
}
