namespace Federated.Domain.Privacy.Accounting;

/// <summary>One of two losses, by a public coin: with probability <paramref name="weight"/> the first.</summary>
internal sealed class BranchedLoss(double weight, LossStep first, LossStep second) : LossStep
{
    internal override (double[] LogMasses, double[] Losses) Tabulate(double depth)
    {
        var (a, b) = (first.Tabulate(depth), second.Tabulate(depth));
        return ([.. a.LogMasses.Select(mass => mass + Math.Log(weight)), .. b.LogMasses.Select(mass => mass + Elementary.Log1P(-weight))],
            [.. a.Losses, .. b.Losses]);
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
