namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// One release of a sum of integer vectors with independent discrete Gaussian noise per coordinate (Canonne, Kamath, Steinke,
/// 2004.00010), over everyone or over a Poisson sample.
/// </summary>
/// <remarks>RDP holds in every dimension; under sampling only integer orders are exact and the orders between them are bounded by
/// convexity. The PLD is exact in one dimension and is not given otherwise.</remarks>
/// <param name="Sigma">The noise parameter in grid units; finite and positive, else FED-1001.</param>
/// <param name="Sensitivity">The largest L2 norm of one unit's integer vector, in grid units; finite and positive, else FED-1001.</param>
/// <param name="SamplingRate">q, above 0 and at most 1, else FED-1001.</param>
/// <param name="Dimension">Coordinates, at least 1, else FED-1001.</param>
public sealed record DiscreteGaussianEvent(double Sigma, double Sensitivity, double SamplingRate = 1, int Dimension = 1) : PrivacyEvent
{
    /// <summary>The noise parameter in grid units.</summary>
    public double Sigma { get; } = Parameter.Positive("a noise parameter", Sigma);

    /// <summary>The largest L2 norm of one unit's vector in grid units.</summary>
    public double Sensitivity { get; } = Parameter.Positive("a sensitivity", Sensitivity);

    /// <summary>q, the probability that a unit takes part.</summary>
    public double SamplingRate { get; } = Parameter.Rate("a sampling rate", SamplingRate);

    /// <summary>Coordinates of the vector.</summary>
    public int Dimension { get; } = Parameter.AtLeast("a dimension", Dimension, 1);
}
