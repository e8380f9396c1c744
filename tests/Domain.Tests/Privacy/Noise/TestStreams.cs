using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Federated.Domain.Privacy.Noise;

namespace Federated.Domain.Tests.Privacy.Noise;

/// <summary>Streams whose bytes a test knows.</summary>
internal static class TestStreams
{
    /// <summary>A fixed stream for each name: statistical tests either always pass or always fail.</summary>
    internal static AesCtrStream Of(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}

/// <summary>Gives the words it was given, then refuses.</summary>
internal sealed class ScriptedStream(params ulong[] words) : IRandomStream
{
    internal int Taken { get; private set; }

    public void Fill(Span<byte> destination)
    {
        for (; !destination.IsEmpty; destination = destination[sizeof(ulong)..])
            BinaryPrimitives.WriteUInt64LittleEndian(destination, words[Taken++]);
    }
}

/// <summary>Names one box in every word that is not read singly (as the words that place a tail candidate are).</summary>
internal sealed class OneBoxStream(IRandomStream inner, int box) : IRandomStream
{
    public void Fill(Span<byte> destination)
    {
        inner.Fill(destination);
        for (var at = 0; destination.Length > sizeof(ulong) && at < destination.Length; at += sizeof(ulong))
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(destination[at..]);
            BinaryPrimitives.WriteUInt64LittleEndian(destination[at..], (word & ~0xFFFUL) | (uint)box);
        }
    }
}

/// <summary>Counts the bytes taken.</summary>
internal sealed class CountingStream(IRandomStream inner) : IRandomStream
{
    internal long Taken { get; private set; }

    public void Fill(Span<byte> destination)
    {
        Taken += destination.Length;
        inner.Fill(destination);
    }
}
