namespace Federated.Domain.Models;

/// <summary>Bytes that are read at any place: in memory or in a file. Large ones are read a piece at a time.</summary>
public interface IByteSource
{
    /// <summary>How many there are.</summary>
    long Length { get; }

    /// <summary>Fills <paramref name="destination"/> with the bytes from <paramref name="place"/> on.</summary>
    /// <exception cref="EndOfStreamException">There are not so many.</exception>
    void Read(long place, Span<byte> destination);
}
