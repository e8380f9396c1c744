using System.Numerics;

namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// The composed loss distribution of one direction near the losses that decide one delta. The pessimistic grid distributions of the
/// steps are tilted by exp(tilt x loss), so that the deciding losses are the likely ones, multiplied as discrete Fourier transforms, and
/// untilted (the Fourier accountant of Koskela et al. 1906.03049, with a saddle-point shift).
/// </summary>
/// <remarks>
/// Sound because (1) connect-the-dots only raises the hockey-stick divergence; (2) mass beyond the window wraps around: from below it
/// lands higher, which is pessimistic, and from above its whole Chernoff bound is added to delta, as is the mass cut off a step's tail;
/// (3) the transforms' rounding is bounded in the Euclidean norm (<see cref="RealFft"/>) by the sum over steps of
/// 2 T |dw| |G / w| / N + eta |r|, plus 4 u T |G| / N for the powers, and added to delta after weighting. The bound is relative to the
/// Chernoff bound at the answer, so that it stays some 1e-8 of delta however small delta is; (4) the loss of a step is known to
/// <see cref="LossRounding"/>, which is added to epsilon once per release.
/// </remarks>
internal sealed class TiltedComposition
{
    private const double LossRounding = 1e-14;
    private const int LeastLength = 1 << 11;
    private const int GreatestLength = 1 << 20;
    private const double MostMasses = 1e6; // Of one step: finer grids would take minutes.

    private readonly double _tilt;
    private readonly double _h;
    private readonly int _start; // Index of the window's first loss.
    private readonly double[] _above; // D: delta(start + n) = exp(scale - tilt loss) D, without errors
    private readonly double _scale;
    private readonly double _infinite;
    private readonly double _rounding; // On epsilon.
    private readonly double _errorUp; // On D, upper bound.
    private readonly double _tailHigh;
    private readonly double _errorDown;
    private readonly double _logWrapped; // Mass from below the window at D's scale, times exp(tilt loss).
    private readonly double _shrink;
    private readonly double _spread;
    private readonly double _logJoint;
    private readonly double _releases;

    /// <param name="sequence">What is composed.</param>
    /// <param name="window">Where.</param>
    /// <param name="interval">The widest grid spacing h that is wanted.</param>
    /// <param name="optimistic">Whether lower bounds will be asked for.</param>
    internal TiltedComposition(LossSequence sequence, LossWindow window, double interval, bool optimistic)
    {
        var (tilt, low, high, down, up) = window;
        (_tilt, _releases) = (tilt, sequence.Releases);
        var length = LeastLength;
        var span = sequence.Steps.Max(step => step.Step.Range(sequence.Depth) is var range ? range.Greatest - range.Least : 0);
        while (length < GreatestLength && (high - low) / length > interval && span * length < MostMasses * (high - low))
            length *= 2;
        _h = (high - low) / length;
        if (sequence.Steps[0].Step.Lattice is { } lattice && _h < interval)
            _h = lattice / Math.Max(1, Math.Floor(lattice / Math.Min(interval, 2 * _h)));
        _start = checked((int)Math.Floor(low / _h));
        var transform = new RealFft(length);
        _spread = optimistic ? Math.Sqrt(2 * Math.Log(1e6) / (_releases * _h * _h / 6)) : 0;

        var spectrum = new Complex[length / 2 + 1];
        spectrum.AsSpan().Fill(Complex.One);
        var factors = new List<(Complex[] Values, double Count, double Norm)>();
        double logHigh = 0, logLow = 0, below = 0, greatest = 1;
        for (var i = 0; i < sequence.Steps.Count; i++)
        {
            var ((step, count), scale) = (sequence.Steps[i], sequence.Cumulant(i, tilt).Value);
            var range = step.Range(sequence.Depth);
            var grid = new LossGrid(_h, tilt, scale, _spread, range);
            step.Fill(grid, 0, sequence.Depth);
            var mass = grid.Masses.Sum();
            var folded = new double[length];
            for (var j = 0; j < grid.Masses.Length; j++)
                folded[(grid.First + j) & length - 1] += grid.Masses[j] / mass;
            var values = transform.Forward(folded);
            factors.Add((values, count, Math.Sqrt(folded.Sum(value => value * value))));
            Multiply(spectrum, values, count);

            _scale += count * (scale + Math.Log(mass) + 1e-15);
            _infinite += count * grid.Infinite;
            below += count * grid.Below / mass;
            logHigh += count * (grid.LogMoment(up) - Math.Log(mass));
            logLow += count * (grid.LogMoment(-down) - Math.Log(mass));
            _logJoint += count * Math.Log(Math.Max(grid.Joint, mass) / mass);
            greatest = Math.Max(greatest, Math.Max(Math.Abs(range.Least), Math.Abs(range.Greatest)));
        }

        var error = Rounding(spectrum, factors, transform);
        var weight = 1.01 * Math.Min(length, 1 / -Elementary.ExpM1(-Math.Max(tilt * _h, 1e-12)));
        _tailHigh = Math.Exp(Math.Min(0, logHigh - up * (_start + length) * _h));
        _errorUp = weight * error + _tailHigh;
        _errorDown = _errorUp + below;
        _logWrapped = logLow + down * _start * _h - tilt * (_start + length) * _h;
        _shrink = 1 - Math.Min(1, 3 * LossGrid.Inflation * _releases);
        _rounding = _releases * LossRounding * greatest;
        _above = Weigh(transform.Inverse(spectrum), length);
    }

    /// <summary>The spacing of the grid.</summary>
    internal double Interval => _h;

    /// <summary>The bounds on what lies above the window and on the transform's rounding, as shares of delta at this epsilon.</summary>
    internal (double Tail, double Rounding) SharesAt(double epsilon)
    {
        var above = Math.Max(1e-300, _above[(int)Math.Clamp(epsilon / _h - _start, 0, _above.Length - 1)]);
        return (_tailHigh / above, (_errorUp - _tailHigh) / above);
    }

    /// <summary>-d log delta / d epsilon near a loss, which decides how much a coarse grid costs.</summary>
    internal double SlopeAt(double epsilon)
    {
        var n = (int)Math.Clamp(epsilon / _h - _start, 3, _above.Length - 4);
        return (LogDelta(n - 3, _errorUp) - LogDelta(n + 3, _errorUp)) / (6 * _h);
    }

    /// <summary>The smallest epsilon whose pessimistic delta is at most <paramref name="delta"/>; infinity if the window has none.</summary>
    internal double EpsilonFor(double delta)
    {
        var target = delta * (1 - 1e-12) - _infinite;
        if (!(target > 0) || LogDelta(_above.Length - 1, _errorUp) > Math.Log(target))
            return double.PositiveInfinity;
        var n = _above.Length - 1;
        while (n > 0 && LogDelta(n - 1, _errorUp) <= Math.Log(target))
            n--;
        if (n == 0)
            return _start * _h <= 0 ? _rounding : _start * _h + _rounding;

        // Between two grid points the pessimistic delta is linear in exp(epsilon), its errors are bounded by those at the left point.
        var (left, right) = (Math.Exp(LogDelta(n - 1, _errorUp) - Math.Log(target)), Math.Exp(LogDelta(n, _errorUp) - Math.Log(target)));
        var share = Math.Clamp((1 - right) / (left - right), 0, 1);
        return (_start + n) * _h + Elementary.Log1P(share * Elementary.ExpM1(-_h)) + _rounding;
    }

    /// <summary>An epsilon at which the true delta is at least <paramref name="delta"/>: no bound for it can be lower.</summary>
    internal double EpsilonLowerBound(double delta)
    {
        for (var n = _above.Length - 1; n >= 0; n--)
        {
            var shift = Shift(n);
            if (LowerDelta(n, shift) >= delta)
                return (_start + n) * _h - shift - _rounding;
        }

        return 0;
    }

    private double LogDelta(int n, double error) => _scale - _tilt * (_start + n) * _h + Math.Log(_above[n] + error);

    /// <summary>
    /// With X the exact total and Y = X + D on the grid: delta_X(e - t) is at least delta_Y(e) - P(D > t, Y > e), and that probability at
    /// most exp(-lambda t) E exp(lambda D) under the tilt (Chernoff, jointly). D never exceeds T h.
    /// </summary>
    private double Shift(int n) =>
        _spread == 0 ? _releases * _h : Math.Min(_releases * _h, (_logJoint - Math.Log(1e-3 * Math.Max(_above[n], 1e-290))) / _spread);

    private double LowerDelta(int n, double shift)
    {
        var escaped = shift >= _releases * _h ? 0 : Math.Exp(_logJoint - _spread * shift);
        var wrapped = Math.Exp(Math.Min(0, _logWrapped + _tilt * (_start + n) * _h));
        var left = _above[n] * _shrink - _errorDown - wrapped - escaped;
        return left <= 0 ? 0 : Math.Exp(_scale - _tilt * (_start + n) * _h - 2e-15 * _releases + Math.Log(left));
    }

    private static void Multiply(Complex[] spectrum, Complex[] values, int count)
    {
        for (var k = 0; k < spectrum.Length; k++)
        {
            var square = values[k];
            var product = spectrum[k];
            for (var left = count; left > 0 && product != Complex.Zero; left >>= 1)
            {
                if ((left & 1) == 1)
                    product = Small(product * square);
                if (left > 1)
                    square = Small(square * square);
            }

            spectrum[k] = product;
        }
    }

    private static Complex Small(Complex value) => Math.Abs(value.Real) + Math.Abs(value.Imaginary) < 1e-150 ? Complex.Zero : value;

    /// <summary>A bound on the error of any element of the inverse transform.</summary>
    private static double Rounding(Complex[] spectrum, List<(Complex[] Values, double Count, double Norm)> factors, RealFft transform)
    {
        var (n, eta) = ((double)transform.Length, transform.RelativeError);
        double sum = 0, squares = 0;
        foreach (var value in spectrum)
        {
            var size = 2 * (value.Real * value.Real + value.Imaginary * value.Imaginary);
            (sum, squares) = (sum + 2 * Math.Sqrt(size / 2), squares + size);
        }

        var total = 0.0;
        var error = eta * Math.Sqrt(squares / n) + 1e-100;
        foreach (var (values, count, norm) in factors)
        {
            var rest = 0.0;
            for (var k = 0; k < spectrum.Length; k++)
            {
                var (g, w) = (spectrum[k], values[k]);
                var size = g.Real * g.Real + g.Imaginary * g.Imaginary;
                rest += count == 1 && factors.Count == 1 ? 2 : size == 0 ? 0 : 2 * size / (w.Real * w.Real + w.Imaginary * w.Imaginary);
            }

            error += 2 * count * eta * Math.Sqrt(n) * norm * Math.Sqrt(rest) / n;
            total += count;
        }

        return error + 4 * Math.ScaleB(1, -53) * total * sum / n;
    }

    /// <summary>D[n] = sum over m > n of r[m] exp(-tilt (m - n) h) (1 - exp(-(m - n) h)), by a recursion of positive terms.</summary>
    private double[] Weigh(double[] masses, int length)
    {
        var above = new double[length];
        var (decay, fall) = (Math.Exp(-_tilt * _h), -Elementary.ExpM1(-_h));
        double sum = 0, under = 0;
        for (var n = length - 1; n >= 0; n--)
        {
            sum = decay * (sum + fall * under);
            above[n] = sum;
            under = Math.Max(0, masses[(_start + n) & length - 1]) + decay * (1 - fall) * under;
        }

        return above;
    }
}
