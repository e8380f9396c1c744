using System.Globalization;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Training.Data.Records;

namespace Federated.Training.Data.Arrays;

/// <summary>Examples from arrays: x of [n, ...] with one row an example, and y of [n] with its class number or target.</summary>
internal static class ArrayExamples
{
    /// <summary>Checks the arrays and puts them together.</summary>
    /// <param name="x">Features.</param>
    /// <param name="y">Labels or targets; null where the plan has neither.</param>
    /// <param name="data">What the plan declares.</param>
    /// <param name="classes">Labels must be below this.</param>
    internal static ExampleSet Read(NpyArray x, NpyArray? y, DataPlan data, int classes)
    {
        if (x.Rows == 0 || x.Columns == 0)
            throw new FederatedException(ErrorCodes.DataUnreadable, $"{x.Name} has the shape {x.ShapeText}, wanted at least one row of at least one value.");
        if (y is not null && (y.Shape.Count != 1 && y.Columns != 1 || y.Rows != x.Rows))
            throw new FederatedException(ErrorCodes.DataMismatch, $"{y.Name} has the shape {y.ShapeText} and {x.Name} {x.ShapeText}; wanted one value in y for each row of x. Use the two arrays of one set.");
        if (!data.Features.IsEmpty && data.Features.Length != x.Columns)
            throw new FederatedException(ErrorCodes.DataMismatch, $"{x.Name} has {x.Columns} columns, the plan declares {data.Features.Length} features. Write the declared ones, in their order, or correct the plan.");
        if (data.Features.FirstOrDefault(feature => feature.IsCategory) is { } category)
            throw new FederatedException(ErrorCodes.DataMismatch, $"The plan declares '{category.Name}' as a category of texts; an array has none. Declare it as an integer, or use a CSV or JSON lines file.");
        return Build(x, y, data, classes);
    }

    private static ExampleSet Build(NpyArray x, NpyArray? y, DataPlan data, int classes)
    {
        FeatureDecoder[] features = [.. data.Features.Select(feature => new FeatureDecoder(feature))];
        var target = data.Target is null ? null : new FeatureDecoder(data.Target);
        var builder = new ExampleBuilder(x.Columns, data.Cleaning ?? new(), target is not null);
        var inputs = new List<float>(x.Columns);
        for (var row = 0; row < x.Rows; row++)
        {
            builder.Count();
            var answer = y?.Values[row] ?? 0;
            if (double.IsNaN(answer) && data.Cleaning is { DropMissingLabels: true })
            {
                builder.LeaveOutWithoutLabel();
                continue;
            }

            inputs.Clear();
            for (var column = 0; column < x.Columns; column++)
                inputs.Add(Value(x, row, column, features.Length > 0 ? features[column] : null));
            float? number = target is null ? null : Number(y!, row, 0, target);
            builder.Add(inputs, target is null && y is not null ? Label(y, row, classes) : 0, number, null);
        }

        return builder.Build($"{x.Name} holds no example.");
    }

    private static float Value(NpyArray x, int row, int column, FeatureDecoder? feature)
    {
        if (feature is not null)
            return Number(x, row, column, feature);
        var value = (float)x.Values[((long)row * x.Columns) + column];
        return float.IsFinite(value)
            ? value
            : throw Refuse(x, row, column, ErrorCodes.DataUnreadable, "the value is not finite in single precision. Correct it", x.Values[((long)row * x.Columns) + column]);
    }

    private static float Number(NpyArray array, int row, int column, FeatureDecoder feature)
    {
        var value = array.Values[((long)row * array.Columns) + column];
        FederatedException Refused(ErrorCode code, string what, string? text) => Refuse(array, row, column, code, $"'{feature.Name}': {what}", value);
        return double.IsNaN(value) ? feature.Number(null, Refused) : feature.Checked(value, null, Refused);
    }

    private static long Label(NpyArray y, int row, int classes)
    {
        var label = y.Values[row];
        return label == Math.Floor(label) && label >= 0 && label < classes
            ? (long)label
            : throw Refuse(y, row, 0, ErrorCodes.DataMismatch, $"the label is not a whole number from 0 to below {classes}, the number of classes. Correct it, or the plan's number of classes", label);
    }

    private static FederatedException Refuse(NpyArray array, int row, int column, ErrorCode code, string what, double value) => new(
        code, string.Create(CultureInfo.InvariantCulture, $"{array.Name}, row {row}, column {column} (from 0, as numpy counts): {what}."),
        string.Create(CultureInfo.InvariantCulture, $"the value is {value}"));
}
