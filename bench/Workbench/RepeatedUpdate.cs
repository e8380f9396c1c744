using System.Globalization;
using System.Net;
using System.Text;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Domain.Updates;

namespace Federated.Workbench;

/// <summary>An update of any size from little memory: a header, and the same megabyte of coordinates again and again.</summary>
public sealed class RepeatedUpdate : HttpContent
{
    private static readonly byte[] Block = Numbers();
    private readonly byte[] _header;
    private readonly long _data;

    public RepeatedUpdate(RoundId round, ParameterLayout layout, long weightUnits)
    {
        _data = sizeof(float) * (long)layout.ParameterCount;
        var metadata = string.Create(CultureInfo.InvariantCulture,
            $$"""{"__metadata__":{"federated.codec":"{{UpdateFile.Float32Codec}}","federated.layout":"{{layout.Hash}}","federated.round":"{{round.Number}}","federated.run":"{{round.Run}}","federated.weight":"{{weightUnits}}"}""");
        var (json, begin) = (new StringBuilder(metadata), 0L);
        foreach (var tensor in layout.Tensors)
        {
            var end = begin + (sizeof(float) * (long)tensor.Count);
            json.Append(CultureInfo.InvariantCulture, $",\"{tensor.Name}\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', tensor.Shape)}],\"data_offsets\":[{begin},{end}]}}");
            begin = end;
        }

        json.Append('}');
        json.Append(' ', (8 - (json.Length % 8)) % 8);
        _header = [.. BitConverter.GetBytes((long)json.Length), .. Encoding.ASCII.GetBytes(json.ToString())];
    }

    public long Length => _header.Length + _data;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_header);
        for (var left = _data; left > 0; left -= Block.Length)
            await stream.WriteAsync(Block.AsMemory(0, (int)Math.Min(left, Block.Length)));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = Length;
        return true;
    }

    private static byte[] Numbers()
    {
        var values = new float[1 << 18];
        for (var i = 0; i < values.Length; i++)
            values[i] = (i % 2001 - 1000) * 1e-6f;
        return System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).ToArray();
    }
}
