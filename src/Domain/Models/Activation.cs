namespace Federated.Domain.Models;

/// <summary>The function between the layers of an <c>mlp</c>.</summary>
public enum Activation
{
    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>tanh x; bounded, which suits per-example clipping.</summary>
    Tanh,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,
}
