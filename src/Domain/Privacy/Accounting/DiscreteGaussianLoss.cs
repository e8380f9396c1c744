namespace Federated.Domain.Privacy.Accounting;

/// <summary>The loss between one-dimensional discrete Gaussians a whole number of steps apart, one of them perhaps a mixture by sampling.</summary>
internal sealed class DiscreteGaussianLoss : LossStep
{
    private readonly double _sigma;
    private readonly int _shift;
    private readonly MixtureSide _p;
    private readonly MixtureSide _q;
    private readonly double _logNormalizer;

    internal DiscreteGaussianLoss(double sigma, int sensitivity, double rate, bool remove)
    {
        (_sigma, _shift) = (sigma, sensitivity);
        _p = new(rate, remove ? sensitivity : 0, sigma);
        _q = new(rate, remove ? 0 : -sensitivity, sigma);
        _logNormalizer = Math.Log(DiscreteGaussian.Normalizer(sigma * sigma));
    }

    internal override bool IsDiscrete => true;

    internal override double? Lattice => _p.Rate == 1 ? _shift / (2 * _sigma * _sigma) : null;

    internal override (double[] LogMasses, double[] Losses) Tabulate(double depth)
    {
        var (low, high) = (Low(depth), High(depth));
        var stride = Math.Max(1, (high - low) / 4_000);
        var count = (int)((high - low) / stride) + 1;
        var (masses, losses) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            (masses[i], losses[i]) = Atom(low + i * stride);
            masses[i] += Math.Log(stride);
        }

        return (masses, losses);
    }

    internal override (double Least, double Greatest) Range(double depth) => (Atom(Low(depth)).Loss, Atom(High(depth)).Loss);

    internal override void Fill(LossGrid grid, double logWeight, double depth)
    {
        var (low, high) = (Low(depth), High(depth));
        for (var k = low; k <= high; k++)
        {
            var (mass, loss) = Atom(k);
            grid.Add(logWeight + mass, loss);
        }

        // The ratio of successive masses beyond k is at most exp(-(2 k + 1) / (2 sigma^2)): a geometric tail.
        var tail = Math.Exp(logWeight) * Tail(high - _p.Shift);
        grid.AddInfinite(tail);
        grid.AddBelow(logWeight + Math.Log(Tail(-low)), Atom(low).Loss);
    }

    private double Tail(double k) =>
        Math.Exp(-(k + 1) * (k + 1) / (2 * _sigma * _sigma) - _logNormalizer) / -Elementary.ExpM1(-(2 * k + 3) / (2 * _sigma * _sigma));

    private (double LogMass, double Loss) Atom(long k)
    {
        var up = _p.LogRatio(k);
        return (-(double)k * k / (2 * _sigma * _sigma) - _logNormalizer + up, up - _q.LogRatio(k));
    }

    private long Low(double depth) => (long)Math.Floor(-depth * _sigma) - 1;

    private long High(double depth) => (long)Math.Ceiling(_p.Shift + depth * _sigma) + 1;
}
