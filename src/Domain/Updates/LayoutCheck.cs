using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Updates.Codecs;

namespace Federated.Domain.Updates;

/// <summary>Checks that an update's tensors are those of its codec: names, element types, shapes and order of bytes.</summary>
internal static class LayoutCheck
{
    internal static void Check(SafetensorsHeader header, ParameterLayout layout, UpdateCodec codec)
    {
        var tensors = codec.Tensors(layout, Math.Min(header.DataLength, codec.LargestLength(layout)));
        if (header.Tensors.Length != tensors.Count)
            throw Refuse($"Got {header.Tensors.Length} tensors, wanted the layout's {tensors.Count}.");
        for (var i = 0; i < tensors.Count; i++)
        {
            var (got, wanted) = (header.Tensors[i], tensors[i]);
            if (!string.Equals(got.Name, wanted.Name, StringComparison.Ordinal))
                throw Refuse($"Got tensor {Excerpt.Of(got.Name)} in place {i + 1}, wanted {Excerpt.Of(wanted.Name)}.");
            if (!got.Shape.SequenceEqual(wanted.Shape.Select(dimension => (long)dimension)))
                throw Refuse($"Got tensor {Excerpt.Of(got.Name)} of shape [{string.Join(',', got.Shape)}], " +
                    $"wanted [{string.Join(',', wanted.Shape)}].");
            if (!string.Equals(got.DType, wanted.DType, StringComparison.Ordinal))
                throw new FederatedException(ErrorCodes.UpdateCodecUnknown,
                    $"Got tensor {Excerpt.Of(got.Name)} as {got.DType}, wanted {wanted.DType}, " +
                    $"which is what codec '{codec.Name}' stores.");
        }
    }

    private static FederatedException Refuse(string message) =>
        new(ErrorCodes.UpdateLayoutMismatch, message + " Write the tensors of the plan's model in layout order.");
}
