namespace Federated.Domain.Models;

/// <summary>An array as a source and a sink; not copied.</summary>
/// <param name="bytes">The array.</param>
public sealed class ByteArray(byte[] bytes) : IByteSource, IByteSink
{
    /// <inheritdoc/>
    public long Length => bytes.Length;

    /// <inheritdoc/>
    public void Read(long place, Span<byte> destination)
    {
        if (place < 0 || place > bytes.Length - destination.Length)
            throw new EndOfStreamException($"Got {bytes.Length} bytes, wanted {destination.Length} from {place} on.");
        bytes.AsSpan((int)place, destination.Length).CopyTo(destination);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">They end behind the array.</exception>
    public void Write(long place, ReadOnlySpan<byte> source)
    {
        if (place < 0 || place > bytes.Length - source.Length)
            throw new ArgumentException($"Got {source.Length} bytes for {place}, wanted them to end at {bytes.Length}.", nameof(source));
        source.CopyTo(bytes.AsSpan((int)place));
    }
}
