using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Federated.Domain.Serialization;

namespace Federated.Domain.Models;

/// <summary>A SHA-256 hash that names content: a model, an update, a layout, a plan. Printed as 64 lower-case hex digits.</summary>
[JsonConverter(typeof(ContentHashJsonConverter))]
public readonly record struct ContentHash
{
    private readonly string? _hex;

    private ContentHash(string hex) => _hex = hex;

    /// <summary>The number of bytes of a hash.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>The hash of <paramref name="content"/>.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> content) => FromBytes(SHA256.HashData(content));

    /// <summary>Wraps 32 hash bytes.</summary>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public static ContentHash FromBytes(ReadOnlySpan<byte> hash) => hash.Length == Size
        ? new(Convert.ToHexStringLower(hash))
        : throw new ArgumentException($"A SHA-256 hash has {Size} bytes, got {hash.Length}.", nameof(hash));

    /// <summary>Reads 64 hex digits.</summary>
    /// <exception cref="FormatException">Not 64 hex digits.</exception>
    public static ContentHash Parse(string text) => TryParse(text, out var hash)
        ? hash
        : throw new FormatException($"A SHA-256 hash is 64 hex digits, got '{text}'.");

    /// <summary>Reads 64 hex digits; false when <paramref name="text"/> is anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ContentHash hash)
    {
        hash = default;
        if (text is null || text.Length != 2 * Size || !text.All(char.IsAsciiHexDigit))
            return false;
        hash = new(text.ToLowerInvariant());
        return true;
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToBytes() => Convert.FromHexString(ToString());

    /// <summary>64 lower-case hex digits; 64 zeros for the default value.</summary>
    public override string ToString() => _hex ?? new string('0', 2 * Size);
}
