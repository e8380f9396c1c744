using System.Text;

namespace Orleans.Runtime;

/// <summary>A UTF-8 identifier with its stable hash.</summary>
public readonly struct IdSpan : IEquatable<IdSpan>, IComparable<IdSpan>
{
    private readonly byte[]? _value;
    private readonly int _hash;

    /// <summary>Wraps <paramref name="value"/>, which must not be changed afterwards.</summary>
    public IdSpan(byte[] value)
    {
        _value = value;
        _hash = unchecked((int)StableHash.ComputeHash(value));
    }

    /// <summary>Whether there is no identifier.</summary>
    public bool IsDefault => _value is null or { Length: 0 };

    /// <summary>The identifier of a text.</summary>
    public static IdSpan Create(string id) => new(Encoding.UTF8.GetBytes(id));

    /// <summary>The UTF-8 bytes.</summary>
    public ReadOnlySpan<byte> AsSpan() => _value;

    /// <summary>A hash that is the same in every process.</summary>
    public uint GetUniformHashCode() => unchecked((uint)_hash);

    /// <inheritdoc/>
    public bool Equals(IdSpan obj) => AsSpan().SequenceEqual(obj.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IdSpan other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <inheritdoc/>
    public int CompareTo(IdSpan other) => AsSpan().SequenceCompareTo(other.AsSpan());

    /// <inheritdoc/>
    public override string ToString() => _value is null ? "" : Encoding.UTF8.GetString(_value);

    /// <summary>Whether two identifiers have the same bytes.</summary>
    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    /// <summary>Whether two identifiers differ.</summary>
    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);
}
