namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Times a factor whenever a measure has not become better for so many epochs.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly bool least;
                    private readonly bool relative;
                    private readonly double factor;
                    private readonly double threshold;
                    private readonly double eps;
                    private readonly int patience;
                    private readonly int cooldown;
                    private readonly IList<double>? minimum;
                    private double best;
                    private int bad;
                    private int cooling;

                    public ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8, bool verbose = false)
                        : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1.0) throw new ArgumentException("Factor should be < 1.0");
                        if (mode is not ("min" or "max")) throw new ArgumentException($"mode {mode} is unknown!");
                        if (threshold_mode is not ("rel" or "abs")) throw new ArgumentException($"threshold mode {threshold_mode} is unknown!");
                        least = string.Equals(mode, "min", StringComparison.Ordinal);
                        relative = string.Equals(threshold_mode, "rel", StringComparison.Ordinal);
                        (this.factor, this.threshold, this.eps, this.patience, this.cooldown) = (factor, threshold, eps, patience, cooldown);
                        minimum = min_lr is { Count: > 0 } ? min_lr : null;
                        best = least ? double.PositiveInfinity : double.NegativeInfinity;
                    }

                    public override void step() => throw new InvalidOperationException("step() should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    public override void step(int? epoch) => throw new InvalidOperationException("step(int?) should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    public override void step(double current, int? epoch = null)
                    {
                        Epoch = epoch ?? Epoch + 1;
                        var better = IsBetter(current);
                        if (better) best = current;
                        bad = better ? 0 : bad + 1;
                        if (cooling > 0)
                        {
                            cooling--;
                            bad = 0;
                        }
                        if (bad <= patience) return;
                        Reduce();
                        cooling = cooldown;
                        bad = 0;
                    }

                    private bool IsBetter(double current) => (least, relative) switch
                    {
                        (true, true) => current < best * (1 - threshold),
                        (true, false) => current < best - threshold,
                        (false, true) => current > best * (threshold + 1),
                        _ => current > best + threshold,
                    };

                    private void Reduce()
                    {
                        for (var i = 0; i < Groups.Count; i++)
                        {
                            var floor = minimum is null ? 0 : minimum[Math.Min(i, minimum.Count - 1)];
                            var reduced = Math.Max(Groups[i].LearningRate * factor, floor);
                            if (Groups[i].LearningRate - reduced > eps) Groups[i].LearningRate = reduced;
                        }
                    }
                }
            }
        }
    }
}
