namespace Orleans.Runtime;

/// <summary>The name of a grain interface, as call filters see it.</summary>
public readonly struct GrainInterfaceType : IEquatable<GrainInterfaceType>
{
    /// <summary>Wraps a name.</summary>
    public GrainInterfaceType(string value) => Value = IdSpan.Create(value);

    /// <summary>The identifier.</summary>
    public IdSpan Value { get; }

    /// <summary>Whether there is no name.</summary>
    public bool IsDefault => Value.IsDefault;

    /// <summary>The interface type of a name.</summary>
    public static GrainInterfaceType Create(string value) => new(value);

    /// <inheritdoc/>
    public bool Equals(GrainInterfaceType other) => Value.Equals(other.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainInterfaceType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();

    /// <summary>Whether two names are the same.</summary>
    public static bool operator ==(GrainInterfaceType left, GrainInterfaceType right) => left.Equals(right);

    /// <summary>Whether two names differ.</summary>
    public static bool operator !=(GrainInterfaceType left, GrainInterfaceType right) => !left.Equals(right);
}
