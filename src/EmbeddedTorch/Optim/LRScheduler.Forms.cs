namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Times gamma every so many epochs.</summary>
                public class StepLR : LRScheduler
                {
                    private readonly int size;
                    private readonly double gamma;

                    public StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        size = step_size;
                        this.gamma = gamma;
                        step();
                    }

                    private protected override double Next(int epoch, double rate, double initial) =>
                        epoch == 0 || epoch % size != 0 ? rate : rate * gamma;
                }

                /// <summary>Times gamma at each milestone.</summary>
                public class MultiStepLR : LRScheduler
                {
                    private readonly IList<int> milestones;
                    private readonly double gamma;

                    public MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        this.milestones = milestones;
                        this.gamma = gamma;
                        step();
                    }

                    private protected override double Next(int epoch, double rate, double initial) =>
                        milestones.Contains(epoch) ? rate * gamma : rate;
                }

                /// <summary>Times gamma every epoch.</summary>
                public class ExponentialLR : LRScheduler
                {
                    private readonly double gamma;

                    public ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        this.gamma = gamma;
                        step();
                    }

                    private protected override double Next(int epoch, double rate, double initial) =>
                        epoch == 0 ? rate : rate * gamma;
                }

                /// <summary>A fraction of the rate for some epochs.</summary>
                public class ConstantLR : LRScheduler
                {
                    private readonly double factor;
                    private readonly int total;

                    public ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        this.factor = factor;
                        total = total_iters;
                        step();
                    }

                    private protected override double Next(int epoch, double rate, double initial) =>
                        epoch == 0 ? rate * factor : epoch == total ? rate / factor : rate;
                }

                /// <summary>From a fraction of the rate to another in equal steps.</summary>
                public class LinearLR : LRScheduler
                {
                    private readonly double start;
                    private readonly double end;
                    private readonly int total;

                    public LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, int total_iters = 5, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        (start, end) = (start_factor, end_factor);
                        total = total_iters;
                        step();
                    }

                    private protected override double Next(int epoch, double rate, double initial) =>
                        epoch == 0 ? rate * start
                        : epoch > total ? rate
                        : rate * (1 + (end - start) / (total * start + (epoch - 1) * (end - start)));
                }

                /// <summary>The initial rate times a function of the epoch.</summary>
                public class LambdaLR : LRScheduler
                {
                    private readonly Func<int, double> lambda;

                    public LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        lambda = lr_lambda;
                        step();
                    }

                    private protected override double Next(int epoch, double rate, double initial) =>
                        initial * lambda(epoch);
                }

                /// <summary>Down half a cosine to the least rate and up again (Loshchilov and Hutter, 2017, without restarts).</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double period;
                    private readonly double least;

                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        (period, least) = (T_max, eta_min);
                        step();
                    }

                    private protected override double Next(int epoch, double rate, double initial) =>
                        epoch == 0 ? rate
                        : (epoch - 1 - period) % (2 * period) == 0 ? rate + (initial - least) * (1 - Math.Cos(Math.PI / period)) / 2
                        : (1 + Math.Cos(Math.PI * epoch / period)) / (1 + Math.Cos(Math.PI * (epoch - 1) / period)) * (rate - least) + least;
                }
            }
        }
    }
}
