namespace Federated.Domain.Privacy.Mechanisms;

/// <summary>How a clip norm follows the fraction of norms below it (1905.03871, section 2.1).</summary>
public enum AdaptiveClipRule
{
    /// <summary>C exp(-eta (b - gamma)): reaches any scale in a number of rounds that grows with its logarithm. The one to use.</summary>
    Geometric = 0,

    /// <summary>C - eta (b - gamma): for norms whose scale is known.</summary>
    Arithmetic = 1,
}
