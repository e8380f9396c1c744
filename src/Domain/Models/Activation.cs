namespace Federated.Domain.Models;

/// <summary>A function of every value by itself, between layers.</summary>
public enum Activation
{
    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>tanh x; bounded, which suits per-example clipping.</summary>
    Tanh,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>x Phi(x), Phi being the distribution function of a standard normal (Hendrycks and Gimpel, 1606.08415); exact, by the error function.</summary>
    Gelu,

    /// <summary>x, below 0 a hundredth of it.</summary>
    LeakyRelu,

    /// <summary>x / (1 + exp(-x)).</summary>
    Silu,

    /// <summary>x, below 0 exp(x) - 1.</summary>
    Elu,
}
