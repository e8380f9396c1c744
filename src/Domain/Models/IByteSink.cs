namespace Federated.Domain.Models;

/// <summary>Takes the bytes of a file whose length is known, a piece at a time, in any order, each place once.</summary>
public interface IByteSink
{
    /// <summary>Takes the bytes from <paramref name="place"/> on.</summary>
    void Write(long place, ReadOnlySpan<byte> bytes);
}
