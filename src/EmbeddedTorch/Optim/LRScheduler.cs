namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>
            /// Changes the learning rates of an optimizer from epoch to epoch. Each step starts from the rate that the optimizer
            /// has, so that two schedulers on one optimizer multiply, as they do in PyTorch. Nothing is ever printed.
            /// </summary>
            public abstract class LRScheduler
            {
                private readonly List<ILearningRateController> groups;
                private readonly List<double> initials;

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    groups = [.. optimizer.ParamGroups];
                    initials = groups.ConvertAll(group => group.InitialLearningRate);
                    Epoch = last_epoch;
                    Verbose = verbose;
                }

                /// <summary>Kept for TorchSharp's sake; a library does not write to the console.</summary>
                internal bool Verbose { get; }

                private protected int Epoch { get; set; }

                private protected IReadOnlyList<ILearningRateController> Groups => groups;

                public virtual void step()
                {
                    Epoch++;
                    for (var i = 0; i < groups.Count; i++) groups[i].LearningRate = Next(Epoch, groups[i].LearningRate, initials[i]);
                }

                /// <summary>Goes to an epoch, as if from the start.</summary>
                public virtual void step(int? epoch)
                {
                    if (epoch is not { } target)
                    {
                        step();
                        return;
                    }
                    for (var i = 0; i < groups.Count; i++) groups[i].LearningRate = initials[i];
                    for (Epoch = -1; Epoch < target;) step();
                }

                /// <summary>Only a scheduler that watches a measure looks at it.</summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                public IEnumerable<double> get_last_lr() => groups.ConvertAll(group => group.LearningRate);

                /// <summary>The rate of an epoch.</summary>
                /// <param name="epoch">From 0.</param>
                /// <param name="rate">Of the epoch before.</param>
                /// <param name="initial">Of the optimizer's start.</param>
                private protected virtual double Next(int epoch, double rate, double initial) => rate;
            }

            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new impl.StepLR(optimizer, step_size, gamma, last_epoch, verbose);

            public static LRScheduler MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new impl.MultiStepLR(optimizer, milestones, gamma, last_epoch, verbose);

            public static LRScheduler ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new impl.ExponentialLR(optimizer, gamma, last_epoch, verbose);

            public static LRScheduler ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new impl.ConstantLR(optimizer, factor, total_iters, last_epoch, verbose);

            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new impl.LinearLR(optimizer, start_factor, end_factor, total_iters, last_epoch, verbose);

            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) =>
                new impl.LambdaLR(optimizer, lr_lambda, last_epoch, verbose);

            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) =>
                new impl.CosineAnnealingLR(optimizer, T_max, eta_min, last_epoch, verbose);

            public static LRScheduler ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8, bool verbose = false) =>
                new impl.ReduceLROnPlateau(optimizer, mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps, verbose);
        }
    }
}
