namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// The privacy loss L = log P/Q, drawn from P, of one release, for a pair (P, Q) that dominates it in one direction (Zhu, Dong, Wang,
/// 2106.08567).
/// </summary>
internal abstract class LossStep
{
    /// <summary>Tilts beyond this are of no use and slow to integrate.</summary>
    internal abstract double MaxTilt { get; }

    /// <summary>log E exp(tilt L) with its first and second derivative: a close estimate that steers the grid; nothing rests on it.</summary>
    internal abstract Cumulant Cumulant(double tilt);

    /// <summary>The least and greatest loss once noise beyond <paramref name="depth"/> standard deviations is cut off.</summary>
    internal abstract (double Least, double Greatest) Range(double depth);

    /// <summary>Adds the loss distribution times exp(logWeight) to the grid; what lies beyond <paramref name="depth"/> is carried as
    /// infinite loss above and moved up below.</summary>
    internal abstract void Fill(LossGrid grid, double logWeight, double depth);
}
