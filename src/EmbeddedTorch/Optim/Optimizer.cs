using TorchSharp.Modules;
using TorchSharp.Shim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public interface ILearningRateController
            {
                double LearningRate { get; set; }

                double InitialLearningRate { get; set; }
            }

            public abstract class Optimizer : IDisposable
            {
                private protected Optimizer()
                {
                }

                public abstract Tensor? step(Func<Tensor>? closure = null);

                public abstract void zero_grad();

                public abstract IEnumerable<Parameter> parameters();

                public abstract IEnumerable<ILearningRateController> ParamGroups { get; }

                public void Dispose()
                {
                    Dispose(disposing: true);
                    GC.SuppressFinalize(this);
                }

                protected abstract void Dispose(bool disposing);
            }
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>One group of parameters. A step collects the gradients in one native call and updates all in a few.</summary>
    public abstract class OptimizerHelper : torch.optim.Optimizer
    {
        private readonly Parameter[] all;
        private readonly Group group;

        private readonly List<torch.Tensor?[]> stores = [];
        private readonly bool maximize;
        private readonly bool decayIsDecoupled;

        /// <param name="parameters">What is trained.</param>
        /// <param name="learningRate">Not negative.</param>
        /// <param name="weightDecay">Not negative. Added to the gradient, or decoupled: the parameters shrink before the step.</param>
        /// <param name="maximize">Climb instead of descend.</param>
        /// <param name="decayIsDecoupled">As AdamW has it (Loshchilov and Hutter, 2019).</param>
        private protected OptimizerHelper(IEnumerable<Parameter> parameters, double learningRate, double weightDecay, bool maximize = false, bool decayIsDecoupled = false)
        {
            Require(learningRate >= 0, $"Invalid learning rate: {learningRate}");
            Require(weightDecay >= 0, $"Invalid weight_decay value: {weightDecay}");
            this.maximize = maximize;
            this.decayIsDecoupled = decayIsDecoupled;
            all = parameters.ToArray();
            group = new Group { LearningRate = learningRate, InitialLearningRate = learningRate };
            WeightDecay = weightDecay;
        }

        private protected double LearningRate => group.LearningRate;

        private protected double WeightDecay { get; }

        private protected IReadOnlyList<Parameter> All => all;

        public override IEnumerable<torch.optim.ILearningRateController> ParamGroups => [group];

        public override IEnumerable<Parameter> parameters() => all;

        public override void zero_grad()
        {
            foreach (var parameter in all)
            {
                using var grad = parameter.grad;
                grad?.zero_();
            }
        }

        public override torch.Tensor? step(Func<torch.Tensor>? closure = null)
        {
            torch.Tensor? loss = null;
            if (closure is not null)
            {
                using var recording = torch.enable_grad();
                loss = closure();
            }
            using var quiet = torch.no_grad();
            using var scope = torch.NewDisposeScope();
            var (indices, tensors, grads) = WithGradients();
            if (indices.Length == 0) return loss;
            if (maximize) grads = Operators.ForeachNeg.CallList(Argument.List(grads));
            if (WeightDecay != 0 && decayIsDecoupled) Operators.ForeachMulScalarTo.CallInPlace(Argument.List(tensors), 1 - LearningRate * WeightDecay);
            else if (WeightDecay != 0) grads = Operators.ForeachAdd.CallList(Argument.List(grads), Argument.List(tensors), WeightDecay);
            Update(indices, tensors, grads);
            return loss;
        }

        /// <summary>Updates parameters in place, given their gradients with weight decay. Runs in a scope, without recording.</summary>
        /// <param name="indices">Of the parameters, in <see cref="All"/>.</param>
        /// <param name="tensors">The parameters.</param>
        /// <param name="grads">Their gradients, not to be written to.</param>
        private protected abstract void Update(int[] indices, torch.Tensor[] tensors, torch.Tensor[] grads);

        /// <summary>A place for one state tensor of each parameter, made when its first gradient comes.</summary>
        private protected torch.Tensor?[] Store()
        {
            var store = new torch.Tensor?[all.Length];
            stores.Add(store);
            return store;
        }

        /// <summary>The states of some parameters; new ones are filled with a value.</summary>
        private protected torch.Tensor[] Kept(torch.Tensor?[] store, int[] indices, double initial = 0)
        {
            foreach (var index in indices) store[index] ??= torch.full_like(all[index], initial).DetachFromDisposeScope();
            return Array.ConvertAll(indices, index => store[index]!);
        }

        /// <summary>Counts the steps of each parameter, and calls back with those that are at the same one; usually all are.</summary>
        private protected static void EachStep(long[] steps, int[] indices, Action<long, Func<torch.Tensor[], torch.Tensor[]>> apply)
        {
            foreach (var index in indices) steps[index]++;
            var first = steps[indices[0]];
            if (Array.TrueForAll(indices, index => steps[index] == first))
            {
                apply(first, tensors => tensors);
                return;
            }
            foreach (var same in Enumerable.Range(0, indices.Length).GroupBy(i => steps[indices[i]]))
                apply(same.Key, tensors => same.Select(i => tensors[i]).ToArray());
        }

        private protected static void Require(bool condition, string message)
        {
            if (!condition) throw new ArgumentException(message);
        }

        protected override void Dispose(bool disposing)
        {
            if (!disposing) return;
            foreach (var state in stores.SelectMany(store => store)) state?.Dispose();
        }

        private unsafe (int[] Indices, torch.Tensor[] Tensors, torch.Tensor[] Grads) WithGradients()
        {
            var found = new nint[all.Length];
            fixed (nint* handles = Array.ConvertAll(all, parameter => parameter.Handle), grads = found)
                Failure.Check(Methods.ft_grads(handles, all.Length, grads));
            GC.KeepAlive(all);
            var indices = Enumerable.Range(0, all.Length).Where(i => found[i] != 0).ToArray();
            return (indices, Array.ConvertAll(indices, i => (torch.Tensor)all[i]), Array.ConvertAll(indices, i => new torch.Tensor(found[i], 0)));
        }

        private sealed class Group : torch.optim.ILearningRateController
        {
            public double LearningRate { get; set; }

            public double InitialLearningRate { get; set; }
        }
    }
}
