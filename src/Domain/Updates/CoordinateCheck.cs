using System.Globalization;
using System.Numerics.Tensors;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Updates;

/// <summary>
/// Checks that coordinates are finite and within the bound, and names the first that is not. Messages do not carry its value:
/// they end up in logs and records, and an update's numbers must not.
/// </summary>
internal static class CoordinateCheck
{
    /// <param name="values">The coordinates to check, flat.</param>
    /// <param name="offset">Where they start in the layout, for the message.</param>
    /// <param name="expected">The bound, and the layout that names the coordinate.</param>
    /// <returns>The largest size of a coordinate.</returns>
    internal static float Check(ReadOnlySpan<float> values, int offset, UpdateExpectation expected)
    {
        // One vectorised pass; NaN propagates through MaxMagnitude and fails the comparison.
        if (values.IsEmpty)
            return 0;
        var largest = MathF.Abs(TensorPrimitives.MaxMagnitude(values));
        if (largest <= expected.CoordinateBound)
            return largest;
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new FederatedException(ErrorCodes.UpdateNotFinite,
                    $"Got {(float.IsNaN(values[i]) ? "NaN" : "infinity")} in {Locate(expected.Layout, offset + i)}, wanted finite numbers. " +
                        "Training diverged; check the data or lower the learning rate.");
            if (MathF.Abs(values[i]) > expected.CoordinateBound)
                throw new FederatedException(ErrorCodes.UpdateOutOfBound,
                    $"Got a value in {Locate(expected.Layout, offset + i)} beyond the bound, wanted {Text(expected.CoordinateBound)}. " +
                        "Training diverged; check the data or lower the learning rate.");
        }

        return largest;
    }

    private static string Locate(ParameterLayout layout, int index)
    {
        foreach (var tensor in layout.Tensors)
        {
            if (index < tensor.Count)
                return $"{Excerpt.Of(tensor.Name)} at {index}";
            index -= tensor.Count;
        }
        return $"coordinate {index} past the end";
    }

    private static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}
