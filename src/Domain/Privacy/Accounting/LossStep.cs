namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// The privacy loss L = log P/Q, drawn from P, of one release, for a pair (P, Q) that dominates it in one direction (Zhu, Dong, Wang,
/// 2106.08567).
/// </summary>
internal abstract class LossStep
{
    /// <summary>Log masses and losses that stand for the distribution within <paramref name="depth"/> standard deviations: a close
    /// estimate that steers tilt and grid; nothing rests on it.</summary>
    internal abstract (double[] LogMasses, double[] Losses) Tabulate(double depth);

    /// <summary>Whether the losses are atoms, for which the grid must be as fine as the answer.</summary>
    internal virtual bool IsDiscrete => false;

    /// <summary>A spacing of which every loss is a multiple, if there is one.</summary>
    internal virtual double? Lattice => null;

    /// <summary>The least and greatest loss once noise beyond <paramref name="depth"/> standard deviations is cut off.</summary>
    internal abstract (double Least, double Greatest) Range(double depth);

    /// <summary>Adds the loss distribution times exp(logWeight) to the grid; what lies beyond <paramref name="depth"/> is carried as
    /// infinite loss above and moved up below.</summary>
    internal abstract void Fill(LossGrid grid, double logWeight, double depth);
}
