namespace Federated.Training.Privacy;

/// <summary>
/// A cryptographic source of discrete Gaussian noise on the integer grid (Canonne, Kamath and Steinke, arXiv 2004.00010).
/// Injected, so that training does not choose the sampler. Never an implementation over a seedable generator outside of tests.
/// </summary>
public interface IGridNoise
{
    /// <summary>Adds an independent draw from the discrete Gaussian of variance parameter sigma^2 to each sum.</summary>
    /// <param name="sums">In grid units; changed in place.</param>
    /// <param name="sigma">Above 0, in grid units; a whole number, rounded up already.</param>
    void AddNoise(Span<long> sums, long sigma);
}
