namespace Federated.Domain.Privacy.Accounting;

/// <summary>The dominating losses of one event in its two directions; the same object twice if they are alike.</summary>
/// <param name="Remove">The loss when the unit is in the data that P is drawn from.</param>
/// <param name="Add">The loss when it is in the data of Q.</param>
/// <param name="Key">Equal for equal losses.</param>
/// <param name="FullBatchSigma">Noise over the distance of the means, for an unsampled Gaussian.</param>
internal sealed record LossPair(LossStep Remove, LossStep Add, object Key, double? FullBatchSigma = null)
{
    private const double MostGridUnits = 1e5; // Wider discrete noise has too many atoms to list.

    internal static LossPair Gaussian(double sigma)
    {
        var loss = GaussianLoss.Remove(sigma, 1);
        return new(loss, loss, sigma, sigma);
    }

    /// <summary>Null if the event has no loss distribution under the relation.</summary>
    internal static LossPair? Of(PrivacyEvent privacyEvent, Neighbouring neighbouring) => (privacyEvent, neighbouring) switch
    {
        (GaussianEvent g, _) => Gaussian(g.NoiseMultiplier / Distance(neighbouring)),
        (PoissonSampledGaussianEvent { SamplingRate: 1 } p, _) => Gaussian(p.NoiseMultiplier / Distance(neighbouring)),
        (PoissonSampledGaussianEvent p, Neighbouring.AddOrRemove) =>
            new(GaussianLoss.Remove(p.NoiseMultiplier, p.SamplingRate), GaussianLoss.Add(p.NoiseMultiplier, p.SamplingRate), p),
        (PoissonSampledGaussianEvent p, _) => Same(GaussianLoss.ReplaceOne(p.NoiseMultiplier, p.SamplingRate), p),
        (TruncatedPoissonGaussianEvent t, Neighbouring.AddOrRemove) => Truncated(t),
        (DiscreteGaussianEvent { Dimension: 1, Sigma: <= MostGridUnits } d, Neighbouring.AddOrRemove)
            when double.IsInteger(d.Sensitivity) && d.Sensitivity <= MostGridUnits => Discrete(d),
        _ => null,
    };

    private static int Distance(Neighbouring neighbouring) => neighbouring == Neighbouring.ReplaceOne ? 2 : 1;

    private static LossPair Same(LossStep loss, object key) => new(loss, loss, key);

    private static LossPair Discrete(DiscreteGaussianEvent d)
    {
        var shift = (int)d.Sensitivity;
        var remove = new DiscreteGaussianLoss(d.Sigma, shift, d.SamplingRate, remove: true);
        return new(remove, d.SamplingRate == 1 ? remove : new DiscreteGaussianLoss(d.Sigma, shift, d.SamplingRate, remove: false), d);
    }

    /// <summary>
    /// With the unit drawn, the batch is cut with probability c: then it displaces another, which the replace-one loss at half the noise
    /// bounds, at the rate r with which the unit survives the cut; otherwise nothing differs from Poisson sampling (dp_accounting,
    /// supplement 5.3).
    /// </summary>
    private static LossPair Truncated(TruncatedPoissonGaussianEvent t)
    {
        var (cut, rate) = TruncatedPoisson.Branches(t);
        var (remove, add) = (GaussianLoss.Remove(t.NoiseMultiplier, t.SamplingRate), GaussianLoss.Add(t.NoiseMultiplier, t.SamplingRate));
        if (cut == 0)
            return new(remove, add, t);
        var displaced = GaussianLoss.ReplaceOne(t.NoiseMultiplier / 2, rate);
        return cut >= 1 ? Same(displaced, t) : new(new BranchedLoss(cut, displaced, remove), new BranchedLoss(cut, displaced, add), t);
    }
}
