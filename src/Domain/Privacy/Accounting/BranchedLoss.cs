namespace Federated.Domain.Privacy.Accounting;

/// <summary>One of two losses, by a public coin: with probability <paramref name="weight"/> the first.</summary>
internal sealed class BranchedLoss(double weight, LossStep first, LossStep second) : LossStep
{
    internal override double MaxTilt => Math.Min(first.MaxTilt, second.MaxTilt);

    internal override Cumulant Cumulant(double tilt)
    {
        var (a, b) = (first.Cumulant(tilt), second.Cumulant(tilt));
        var (x, y) = (Math.Log(weight) + a.Value, Elementary.Log1P(-weight) + b.Value);
        var value = Math.Max(x, y) + Elementary.Log1P(Math.Exp(-Math.Abs(x - y)));
        var share = Math.Exp(x - value);
        var mean = share * a.Mean + (1 - share) * b.Mean;
        var square = share * (a.Variance + a.Mean * a.Mean) + (1 - share) * (b.Variance + b.Mean * b.Mean);
        return new(value, mean, square - mean * mean);
    }

    internal override (double Least, double Greatest) Range(double depth)
    {
        var (a, b) = (first.Range(depth), second.Range(depth));
        return (Math.Min(a.Least, b.Least), Math.Max(a.Greatest, b.Greatest));
    }

    internal override void Fill(LossGrid grid, double logWeight, double depth)
    {
        first.Fill(grid, logWeight + Math.Log(weight), depth);
        second.Fill(grid, logWeight + Elementary.Log1P(-weight), depth);
    }
}
