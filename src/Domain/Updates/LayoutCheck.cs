using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Updates;

/// <summary>Checks that an update's tensors are the layout's: names, shapes and order of bytes, all float32.</summary>
internal static class LayoutCheck
{
    internal static void Check(SafetensorsHeader header, ParameterLayout layout)
    {
        if (header.Tensors.Length != layout.Tensors.Length)
            throw Refuse($"Got {header.Tensors.Length} tensors, wanted the layout's {layout.Tensors.Length}.");
        for (var i = 0; i < layout.Tensors.Length; i++)
        {
            var (got, wanted) = (header.Tensors[i], layout.Tensors[i]);
            if (!string.Equals(got.Name, wanted.Name, StringComparison.Ordinal))
                throw Refuse($"Got tensor {Excerpt.Of(got.Name)} in place {i + 1}, wanted {Excerpt.Of(wanted.Name)}.");
            if (!got.Shape.SequenceEqual(wanted.Shape.Select(dimension => (long)dimension)))
                throw Refuse($"Got tensor {Excerpt.Of(got.Name)} of shape [{string.Join(',', got.Shape)}], " +
                    $"wanted [{string.Join(',', wanted.Shape)}].");
            if (got.DType != SafetensorsDType.Float32)
                throw new FederatedException(ErrorCodes.UpdateCodecUnknown,
                    $"Got tensor {Excerpt.Of(got.Name)} as {got.DType}, wanted {SafetensorsDType.Float32}, " +
                    $"which is what codec '{UpdateFile.Float32Codec}' stores.");
        }
    }

    private static FederatedException Refuse(string message) =>
        new(ErrorCodes.UpdateLayoutMismatch, message + " Write the tensors of the plan's model in layout order.");
}
