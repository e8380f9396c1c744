using System.Text;
using Federated.Domain.Models;

namespace Federated.Domain.Registry;

/// <summary>Finds hashes in bytes without knowing their form.</summary>
public static class HashScan
{
    private const int Digits = 2 * ContentHash.Size;

    /// <summary>Every run of exactly 64 lower-case hex digits in <paramref name="bytes"/>.</summary>
    public static IReadOnlyList<ContentHash> In(ReadOnlySpan<byte> bytes)
    {
        var found = new List<ContentHash>();
        var start = 0;
        for (var at = 0; at <= bytes.Length; at++)
        {
            if (at < bytes.Length && char.IsAsciiHexDigitLower((char)bytes[at]))
                continue;
            if (at - start == Digits)
                found.Add(ContentHash.Parse(Encoding.ASCII.GetString(bytes[start..at])));
            start = at + 1;
        }

        return found;
    }
}
