using System.Text.Json;
using Federated.Domain.Errors;

namespace Federated.Training.Data;

/// <summary>What a CSV file must hold. Declared in a plan, so it is public.</summary>
public sealed record CsvDatasetOptions
{
    /// <summary>The features, in the order of the model's inputs. Other columns of the file are ignored.</summary>
    public required IReadOnlyList<FeatureColumn> Features { get; init; }

    /// <summary>The header of the label column.</summary>
    public required string LabelColumn { get; init; }

    /// <summary>The label's values as they stand in the file; the position is the class number.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>
    /// What stands in for a missing value (empty, NA, NaN or ?). Null, the default, refuses the file instead. It must be a
    /// public constant too: a mean of the partner's own data would be a statistic of it.
    /// </summary>
    public float? MissingValue { get; init; }

    /// <summary>Reads the columns, ranges, label and classes from a JSON file such as samples/wdbc/ranges.json.</summary>
    /// <param name="path">An object with <c>label</c>, <c>classes</c> and <c>features</c> (name, minimum, maximum).</param>
    /// <exception cref="FederatedException">The file cannot be read (<see cref="ErrorCodes.DataUnreadable"/>) or declares
    /// something impossible (<see cref="ErrorCodes.PlanInvalid"/>).</exception>
    public static CsvDatasetOptions Load(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var file = JsonSerializer.Deserialize<Declaration>(stream, JsonSerializerOptions.Web)
                ?? throw new JsonException("the file holds null");
            var options = new CsvDatasetOptions { Features = file.Features, LabelColumn = file.Label, Classes = file.Classes };
            options.Validate();
            return options;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException or NotSupportedException)
        {
            throw new FederatedException(
                ErrorCodes.DataUnreadable, $"Declaration '{path}' cannot be read; wanted JSON with label, classes and features (name, minimum, maximum). Correct the file.", e.Message, e);
        }
    }

    /// <summary>Checks the declaration itself.</summary>
    /// <exception cref="FederatedException">Something is missing or doubled (<see cref="ErrorCodes.PlanInvalid"/>).</exception>
    public void Validate()
    {
        if (Features is null || Features.Count == 0) throw Invalid("declares no features; name at least one column");
        foreach (var feature in Features) feature.Validate();
        if (Features.Select(f => f.Name).Distinct(StringComparer.Ordinal).Count() != Features.Count)
            throw Invalid("declares a feature twice; name each column once");
        if (string.IsNullOrWhiteSpace(LabelColumn)) throw Invalid("names no label column");
        if (Features.Any(f => string.Equals(f.Name, LabelColumn, StringComparison.Ordinal)))
            throw Invalid($"uses the label column '{LabelColumn}' as a feature as well; a model would learn to read its answer");
        if (Classes is null || Classes.Count < 2) throw Invalid("declares fewer than 2 classes");
        if (Classes.Distinct(StringComparer.Ordinal).Count() != Classes.Count) throw Invalid("declares a class twice");
        if (MissingValue is { } value && !float.IsFinite(value)) throw Invalid("stands in for missing values with one that is not finite");
    }

    private static FederatedException Invalid(string what) => new(ErrorCodes.PlanInvalid, $"The declaration of the data {what}.");

    private sealed record Declaration(
        [property: System.Text.Json.Serialization.JsonRequired] string Label,
        [property: System.Text.Json.Serialization.JsonRequired] IReadOnlyList<string> Classes,
        [property: System.Text.Json.Serialization.JsonRequired] IReadOnlyList<FeatureColumn> Features);
}
