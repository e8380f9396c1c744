namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// The loss between two mixtures of Gaussians of the same sigma, oriented so that it rises with z: P shifted up (remove), Q shifted down
/// (add) or both (replace-one). Poisson: Zhu, Dong, Wang 2106.08567, Theorem 11; replace-one: Schuchardt et al. 2403.04867, as in dp_accounting.
/// </summary>
internal sealed class GaussianLoss : LossStep
{
    private const double MostNodes = 20_000;
    private readonly MixtureSide _p;
    private readonly MixtureSide _q;
    private readonly double _sigma;

    private GaussianLoss(double sigma, double up, double down, double rate)
    {
        _sigma = sigma;
        _p = new(rate, up, sigma);
        _q = new(rate, -down, sigma);
    }

    internal static GaussianLoss Remove(double sigma, double rate) => new(sigma, 1, 0, rate);

    internal static GaussianLoss Add(double sigma, double rate) => new(sigma, 0, 1, rate);

    internal static GaussianLoss ReplaceOne(double sigma, double rate) => new(sigma, 1, 1, rate);

    internal override (double[] LogMasses, double[] Losses) Tabulate(double depth) => Tabulate(Low(depth), High(depth));

    /// <summary>log E exp(tilt L), tilt above 0, by the trapezoid rule, exact to rounding for analytic integrands; infinity where that
    /// would take too many nodes.</summary>
    internal double LogMoment(double tilt)
    {
        var high = _p.Shift + 9 * _sigma + tilt * (_p.Shift - _q.Shift);
        if ((high + 9 * _sigma) / Spacing > MostNodes)
            return double.PositiveInfinity;
        var (masses, losses) = Tabulate(-9 * _sigma, high);
        return Cumulant.Of(masses, losses, tilt).Value;
    }

    private double Spacing => Math.Min(0.25 * _sigma, 0.5 * _sigma * _sigma);

    private (double[] LogMasses, double[] Losses) Tabulate(double low, double high)
    {
        var nodes = (int)Math.Min(MostNodes, Math.Ceiling((high - low) / Spacing));
        var step = (high - low) / nodes;
        var (masses, losses) = (new double[nodes], new double[nodes]);
        for (var i = 0; i < nodes; i++)
        {
            var z = low + (i + 0.5) * step;
            var up = _p.LogRatio(z);
            losses[i] = up - _q.LogRatio(z);
            masses[i] = LogDensity(z) + up + Math.Log(step);
        }

        return (masses, losses);
    }

    internal override (double Least, double Greatest) Range(double depth) => (Loss(Low(depth)), Loss(High(depth)));

    internal override void Fill(LossGrid grid, double logWeight, double depth)
    {
        var (z, end) = (Low(depth), High(depth));
        var loss = Loss(z);
        grid.AddBelow(logWeight + Math.Log((1 - _p.Rate) * GaussianTail.Upper(depth) + _p.Rate * GaussianTail.Upper(depth + _p.Shift / _sigma)), loss);
        grid.AddInfinite(Math.Exp(logWeight) * GaussianTail.Upper(depth));
        for (var index = grid.IndexBelow(loss); z < end; index++)
        {
            var next = Math.Min(end, Solve((index + 1) * grid.Interval, z, end));
            FillCell(grid, index, logWeight, z, next);
            z = Math.Max(z, next);
        }
    }

    /// <summary>
    /// Gauss-Legendre over pieces so short that the rule's remainder is below 1e-12 of the integral: on a piece of length d the integrand
    /// varies as exp(k z) with k d at most 0.4, so four points leave (0.4)^8 x 5.7e-10 and two points (0.01)^4 / 4320. <see cref="LossGrid"/>
    /// adds ten times that to every mass.
    /// </summary>
    private void FillCell(LossGrid grid, int index, double logWeight, double from, double to)
    {
        while (from < to)
        {
            var sharpness = Math.Max(1.6, Math.Max(2, Math.Max(Math.Abs(from), Math.Abs(to)) + _p.Shift - _q.Shift) / _sigma) / _sigma;
            var end = (to - from) * sharpness <= 0.4 ? to : from + 0.4 / sharpness;
            var (middle, half) = ((from + end) / 2, (end - from) / 2);
            if (2 * half * sharpness <= 0.01)
            {
                Node(grid, index, logWeight, middle - half * 0.57735026918962576451, half);
                Node(grid, index, logWeight, middle + half * 0.57735026918962576451, half);
            }
            else
            {
                Node(grid, index, logWeight, middle - half * 0.86113631159405257522, half * 0.34785484513745385737);
                Node(grid, index, logWeight, middle - half * 0.33998104358485626480, half * 0.65214515486254614263);
                Node(grid, index, logWeight, middle + half * 0.33998104358485626480, half * 0.65214515486254614263);
                Node(grid, index, logWeight, middle + half * 0.86113631159405257522, half * 0.34785484513745385737);
            }

            from = end;
        }
    }

    private void Node(LossGrid grid, int index, double logWeight, double z, double measure)
    {
        var up = _p.LogRatio(z);
        grid.Add(index, logWeight + LogDensity(z) + up, measure, up - _q.LogRatio(z));
    }

    /// <summary>The z beyond <paramref name="from"/> at which the loss is <paramref name="value"/>, to about 1e-15 in the loss.</summary>
    private double Solve(double value, double from, double end)
    {
        if (_q.IsPlain)
            return _p.Solve(value);
        if (_p.IsPlain)
            return _q.Solve(-value);
        if (Loss(end) <= value)
            return end;
        var (low, high) = (from, end);
        var z = from;
        for (var i = 0; i < 80; i++)
        {
            var error = Loss(z) - value;
            if (Math.Abs(error) <= 1e-15 * Math.Max(1, Math.Abs(value)))
                break;
            (low, high) = error < 0 ? (z, high) : (low, z);
            z -= error / (_p.Slope(z) - _q.Slope(z));
            if (!(z > low && z < high))
                z = (low + high) / 2;
        }

        return z;
    }

    private double Loss(double z) => _p.LogRatio(z) - _q.LogRatio(z);

    private double LogDensity(double z) => -z * z / (2 * _sigma * _sigma) - Math.Log(_sigma) - 0.91893853320467274178;

    private double Low(double depth) => -depth * _sigma;

    private double High(double depth) => _p.Shift + depth * _sigma;
}
