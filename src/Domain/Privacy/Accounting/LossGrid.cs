namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// One release's loss distribution on the grid j h, tilted: u[j] = p[j] exp(tilt j h - logScale). Each piece of mass is split between the
/// two grid points around its loss so that both its mass under P and its mass under Q stay: connect-the-dots (Doroshenko et al.
/// 2207.04380), which never lowers a hockey-stick divergence.
/// </summary>
internal sealed class LossGrid
{
    /// <summary>Added to every mass, relative: ten times the quadrature's remainder and the rounding of the exponentials.</summary>
    internal const double Inflation = 1e-11;

    private const int Block = 8;
    private readonly double _tilt;
    private readonly double _logScale;
    private readonly double _spread; // lambda in E exp(lambda (Y - X)), Y on the grid, X exact; 0 when not asked for.
    private readonly double _stepUp;
    private readonly double _span; // 1 - exp(-h)
    private double _joint;

    internal LossGrid(double interval, double tilt, double logScale, double spread, (double Least, double Greatest) range)
    {
        Interval = interval;
        (_tilt, _logScale, _spread) = (tilt, logScale, spread);
        _stepUp = Math.Exp(tilt * interval);
        _span = -Elementary.ExpM1(-interval);
        First = IndexBelow(range.Least) - 1;
        Masses = new double[IndexBelow(range.Greatest) - First + 3];
    }

    /// <summary>h.</summary>
    internal double Interval { get; }

    /// <summary>The index j of the first element of <see cref="Masses"/>.</summary>
    internal int First { get; }

    /// <summary>The tilted masses u.</summary>
    internal double[] Masses { get; }

    /// <summary>Mass under P, not tilted, at infinite loss.</summary>
    internal double Infinite { get; private set; }

    /// <summary>Tilted mass that was moved up by an unknown distance.</summary>
    internal double Below { get; private set; }

    /// <summary>The sum of u exp(lambda (grid point - exact loss)).</summary>
    internal double Joint => _joint;

    internal int IndexBelow(double loss) => checked((int)Math.Floor(loss / Interval));

    internal void Add(double logMass, double loss) => Add(IndexBelow(loss), logMass, 1, loss);

    internal void Add(int index, double logMass, double measure, double loss)
    {
        var above = Math.Clamp(loss - index * Interval, 0, Interval);
        var up = -Elementary.ExpM1(-above) / _span;
        var mass = measure * (1 + Inflation) * Math.Exp(logMass + _tilt * index * Interval - _logScale);
        var (low, high) = (mass * (1 - up), mass * up * _stepUp);
        Masses[index - First] += low;
        Masses[index - First + 1] += high;
        if (_spread > 0)
            _joint += Math.Exp(-_spread * above) * (low + high * Math.Exp(_spread * Interval));
    }

    internal void AddInfinite(double mass) => Infinite += mass * (1 + Inflation);

    /// <summary>Mass whose loss is at most <paramref name="loss"/>.</summary>
    internal void AddBelow(double logMass, double loss)
    {
        var index = IndexBelow(loss) + 1;
        var mass = (1 + Inflation) * Math.Exp(logMass + _tilt * index * Interval - _logScale);
        Masses[index - First] += mass;
        _joint += mass;
        Below += mass;
    }

    /// <summary>log of sum u exp(s j h), a moment of the tilted grid distribution, for Chernoff bounds; one logarithm per block.</summary>
    internal double LogMoment(double s)
    {
        Span<double> powers = stackalloc double[Block];
        for (var k = 0; k < Block; k++)
            powers[k] = Math.Exp(s * k * Interval);
        var logs = new double[(Masses.Length + Block - 1) / Block];
        for (var i = 0; i < logs.Length; i++)
        {
            var sum = 0.0;
            for (var j = i * Block; j < Math.Min(Masses.Length, (i + 1) * Block); j++)
                sum += Masses[j] * powers[j - i * Block];
            logs[i] = Math.Log(sum) + s * (First + i * Block) * Interval;
        }

        var top = logs.Max();
        return top + Math.Log(logs.Sum(log => Math.Exp(log - top)));
    }
}
