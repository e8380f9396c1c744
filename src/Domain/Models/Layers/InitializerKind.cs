namespace Federated.Domain.Models.Layers;

/// <summary>Distributions of fresh parameters.</summary>
public enum InitializerKind
{
    /// <summary>The same value everywhere.</summary>
    Constant,

    /// <summary>Uniform around 0.</summary>
    Uniform,

    /// <summary>Normal around 0.</summary>
    Normal,
}
