using System.Text;

namespace Orleans.Runtime;

/// <summary>The name of a grain class: lower case, without the suffix "grain".</summary>
public readonly struct GrainType : IEquatable<GrainType>, IComparable<GrainType>
{
    /// <summary>Wraps an identifier.</summary>
    public GrainType(IdSpan id) => Value = id;

    /// <summary>The identifier.</summary>
    public IdSpan Value { get; }

    /// <summary>Whether there is no name.</summary>
    public bool IsDefault => Value.IsDefault;

    /// <summary>The grain type of a name.</summary>
    public static GrainType Create(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return new GrainType(new IdSpan(Encoding.UTF8.GetBytes(value)));
    }

    /// <summary>A hash that is the same in every process.</summary>
    public uint GetUniformHashCode() => Value.GetUniformHashCode();

    /// <inheritdoc/>
    public bool Equals(GrainType obj) => Value.Equals(obj.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(GrainType other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();

    /// <summary>Whether two names are the same.</summary>
    public static bool operator ==(GrainType left, GrainType right) => left.Equals(right);

    /// <summary>Whether two names differ.</summary>
    public static bool operator !=(GrainType left, GrainType right) => !left.Equals(right);
}
