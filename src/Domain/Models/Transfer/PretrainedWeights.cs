using System.Buffers.Binary;
using System.Collections.Immutable;
using Federated.Domain.Errors;

namespace Federated.Domain.Models.Transfer;

/// <summary>
/// A model made of somebody else's safetensors file: tensors by name, after renaming, in float32. Half precision (F16, BF16) is widened
/// exactly; F64 is rounded to nearest.
/// </summary>
/// <param name="Values">The whole model, flat, in layout order.</param>
/// <param name="Taken">Tensors that come from the file.</param>
/// <param name="Fresh">Tensors that do not, and have initial parameters.</param>
/// <param name="Unused">Tensors of the file that the model does not have.</param>
public sealed record PretrainedWeights(float[] Values, ImmutableArray<string> Taken, ImmutableArray<string> Fresh, ImmutableArray<string> Unused)
{
    /// <summary>Reads a file.</summary>
    /// <param name="file">A safetensors file.</param>
    /// <param name="model">The model that it is for.</param>
    /// <param name="seed">Seed of what is fresh.</param>
    /// <param name="renames">Beginnings of names in the file and what stands for them in the model; the first that fits counts.</param>
    /// <param name="fresh">Patterns of tensors that keep initial parameters, whether the file has them or not.</param>
    /// <exception cref="FederatedException">
    /// FED-1505: not a safetensors file; a tensor that is missing and not fresh, of another shape, of integers, or not finite; or nothing
    /// taken at all.
    /// </exception>
    public static PretrainedWeights Read(
        ReadOnlySpan<byte> file, ModelSpecification model, ulong seed, IReadOnlyList<KeyValuePair<string, string>> renames, IReadOnlyList<string> fresh)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(renames);
        ArgumentNullException.ThrowIfNull(fresh);
        var header = ModelFile.ReadHeader(file);
        var byName = new Dictionary<string, SafetensorsTensor>(StringComparer.Ordinal);
        foreach (var tensor in header.Tensors)
        {
            if (!byName.TryAdd(Renamed(tensor.Name, renames), tensor))
                throw Refuse($"Two tensors of the file are called {Excerpt.Of(Renamed(tensor.Name, renames))} after renaming; wanted each name once.");
        }

        var values = model.InitialParameters(seed);
        var (taken, kept) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<string>());
        foreach (var wanted in model.Layout.Tensors)
        {
            if (TensorPattern.MatchesAny(fresh, wanted.Name))
            {
                kept.Add(wanted.Name);
                continue;
            }

            if (!byName.Remove(wanted.Name, out var tensor))
            {
                throw Refuse($"Got no tensor {Excerpt.Of(wanted.Name)} in the file, wanted one of shape [{string.Join(',', wanted.Shape)}]; it has "
                    + $"{Excerpt.Of(string.Join(", ", header.Tensors.Select(t => t.Name)))}. Rename with --map FROM=TO, or keep initial parameters with --fresh {wanted.Name}.");
            }

            if (!tensor.Shape.SequenceEqual(wanted.Shape.Select(dimension => (long)dimension)))
            {
                throw Refuse($"Got tensor {Excerpt.Of(tensor.Name)} of shape [{string.Join(',', tensor.Shape)}], wanted [{string.Join(',', wanted.Shape)}]. "
                    + $"Change the plan's model, or keep initial parameters with --fresh {wanted.Name}.");
            }

            Fill(tensor, file.Slice((int)(header.DataOffset + tensor.Begin), (int)(tensor.End - tensor.Begin)), values.AsSpan(model.Layout.OffsetOf(wanted.Name), wanted.Count));
            taken.Add(wanted.Name);
        }

        return taken.Count == 0
            ? throw Refuse("No tensor of the file would be used, wanted at least one. Leave the import out, and start from initial parameters.")
            : new(values, taken.ToImmutable(), kept.ToImmutable(), [.. byName.Keys.Order(StringComparer.Ordinal)]);
    }

    private static string Renamed(string name, IReadOnlyList<KeyValuePair<string, string>> renames)
    {
        foreach (var (from, to) in renames)
        {
            if (name.StartsWith(from, StringComparison.Ordinal))
                return to + name[from.Length..];
        }

        return name;
    }

    private static void Fill(SafetensorsTensor tensor, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        switch (tensor.DType)
        {
            case SafetensorsDType.Float32:
                LittleEndian.Read(bytes, values);
                break;
            case SafetensorsDType.Float64:
                for (var i = 0; i < values.Length; i++)
                    values[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(i * sizeof(double))..]);
                break;
            case "F16":
                for (var i = 0; i < values.Length; i++)
                    values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(i * sizeof(ushort))..]);
                break;
            case "BF16":
                for (var i = 0; i < values.Length; i++)
                    values[i] = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * sizeof(ushort))..]) << 16);
                break;
            default:
                throw Refuse($"Got tensor {Excerpt.Of(tensor.Name)} as {tensor.DType}, wanted F32, F64, F16 or BF16. Convert it, in PyTorch with .float().");
        }

        foreach (var value in values)
        {
            if (!float.IsFinite(value))
                throw Refuse($"Got a value that is not finite in tensor {Excerpt.Of(tensor.Name)}, wanted numbers within float32. Nothing can be trained from it.");
        }
    }

    private static FederatedException Refuse(string message) => new(ErrorCodes.ModelMalformed, message);
}
