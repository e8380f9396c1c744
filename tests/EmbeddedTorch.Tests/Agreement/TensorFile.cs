using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Federated.EmbeddedTorch.Tests.Agreement;

/// <summary>Named tensors in one file in the layout of safetensors: 8 bytes of header length, a JSON header, the bytes.</summary>
internal static class TensorFile
{
    internal static void Save(string path, IReadOnlyDictionary<string, Tensor> tensors)
    {
        var header = new Dictionary<string, Entry>(StringComparer.Ordinal);
        using var body = new MemoryStream();
        foreach (var (name, tensor) in tensors)
        {
            var start = body.Length;
            body.Write(tensor.detach().contiguous().bytes);
            var kind = tensor.dtype switch
            {
                ScalarType.Float64 => "F64",
                ScalarType.Float32 => "F32",
                ScalarType.Int64 => "I64",
                ScalarType.Bool => "BOOL",
                var other => throw new NotSupportedException($"Got a tensor of {other}."),
            };
            header.Add(name, new Entry(kind, tensor.shape, [start, body.Length]));
        }
        var text = JsonSerializer.SerializeToUtf8Bytes(header);
        var length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        File.WriteAllBytes(path, [.. length, .. text, .. body.ToArray()]);
    }

    /// <summary>A file of float64 only.</summary>
    internal static Dictionary<string, (long[] Shape, double[] Values)> Load(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var header = JsonSerializer.Deserialize<Dictionary<string, Entry>>(bytes.AsSpan(sizeof(long), length))!;
        return header.ToDictionary(
            entry => entry.Key,
            entry =>
            {
                var values = new double[(entry.Value.data_offsets[1] - entry.Value.data_offsets[0]) / sizeof(double)];
                Buffer.BlockCopy(bytes, sizeof(long) + length + (int)entry.Value.data_offsets[0], values, 0, values.Length * sizeof(double));
                return (entry.Value.shape, values);
            },
            StringComparer.Ordinal);
    }

    private sealed record Entry(string dtype, long[] shape, long[] data_offsets);
}
