namespace Federated.Domain.Privacy;

/// <summary>
/// rho = n / (z sqrt d): in mode <c>partner-central</c>, the length of the sum of n clipped updates that all agree, beside that of
/// the noise in d dimensions. It follows from the plan alone and tells before a launch whether a model can learn at all.
/// </summary>
public static class PartnerSignal
{
    /// <summary>A launch is refused below this rho.</summary>
    public const double Least = 0.2;

    /// <summary>From this rho on a model can be expected to learn.</summary>
    public const double Useful = 0.5;

    /// <summary>rho.</summary>
    /// <param name="partners">n.</param>
    /// <param name="noiseMultiplier">z, positive.</param>
    /// <param name="parameters">d, at least 1.</param>
    public static double Of(long partners, double noiseMultiplier, int parameters) => partners / Drowning(noiseMultiplier, parameters);

    /// <summary>The number of partners with which rho reaches a value.</summary>
    /// <param name="signal">rho.</param>
    /// <param name="noiseMultiplier">z, positive.</param>
    /// <param name="parameters">d, at least 1.</param>
    public static long PartnersFor(double signal, double noiseMultiplier, int parameters) => (long)Math.Ceiling(signal * Drowning(noiseMultiplier, parameters));

    private static double Drowning(double noiseMultiplier, int parameters) => noiseMultiplier * Math.Sqrt(parameters);
}
