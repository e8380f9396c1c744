using TorchSharp.Modules;
using TorchSharp.Shim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Adam Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Adam (Kingma and Ba, 2015, algorithm 1), with weight decay added to the gradient as PyTorch does.</summary>
    public class Adam : OptimizerHelper
    {
        private readonly double beta1;
        private readonly double beta2;
        private readonly double eps;
        private readonly torch.Tensor?[] means;
        private readonly torch.Tensor?[] squares;
        private readonly long[] steps;

        public Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : base(parameters, lr, weight_decay)
        {
            if (beta1 is < 0 or >= 1) throw new ArgumentException($"Invalid beta1 value: {beta1}");
            if (beta2 is < 0 or >= 1) throw new ArgumentException($"Invalid beta2 value: {beta2}");
            if (amsgrad || maximize) throw new NotSupportedException("amsgrad and maximize are not part of the embedded subset; build with -p:TorchSource=packages for them.");
            this.beta1 = beta1;
            this.beta2 = beta2;
            this.eps = eps;
            means = new torch.Tensor?[All.Count];
            squares = new torch.Tensor?[All.Count];
            steps = new long[All.Count];
        }

        private protected override void Update(int[] indices, torch.Tensor[] tensors, torch.Tensor[] grads)
        {
            foreach (var index in indices)
            {
                means[index] ??= torch.zeros_like(All[index]).DetachFromDisposeScope();
                squares[index] ??= torch.zeros_like(All[index]).DetachFromDisposeScope();
                steps[index]++;
            }
            var moments = (First: Array.ConvertAll(indices, i => means[i]!), Second: Array.ConvertAll(indices, i => squares[i]!));
            Operators.ForeachMulScalarTo.CallInPlace(Argument.List(moments.First), beta1);
            Operators.ForeachAddTo.CallInPlace(Argument.List(moments.First), Argument.List(grads), 1 - beta1);
            Operators.ForeachMulScalarTo.CallInPlace(Argument.List(moments.Second), beta2);
            Operators.ForeachAddCMulTo.CallInPlace(Argument.List(moments.Second), Argument.List(grads), Argument.List(grads), 1 - beta2);
            // Parameters that missed a gradient are at another step, and so need another correction.
            foreach (var sameStep in Enumerable.Range(0, indices.Length).GroupBy(i => steps[indices[i]]))
                Apply(sameStep.Key, sameStep.Select(i => (tensors[i], moments.First[i], moments.Second[i])).ToArray());
        }

        private void Apply(long step, (torch.Tensor Parameter, torch.Tensor Mean, torch.Tensor Square)[] states)
        {
            var size = LearningRate / (1 - Math.Pow(beta1, step));
            var denominators = Operators.ForeachSqrt.CallList(Argument.List(Array.ConvertAll(states, s => s.Square)));
            Operators.ForeachDivScalarTo.CallInPlace(Argument.List(denominators), Math.Sqrt(1 - Math.Pow(beta2, step)));
            Operators.ForeachAddScalarTo.CallInPlace(Argument.List(denominators), eps);
            Operators.ForeachAddCDivTo.CallInPlace(
                Argument.List(Array.ConvertAll(states, s => s.Parameter)), Argument.List(Array.ConvertAll(states, s => s.Mean)), Argument.List(denominators), -size);
        }

        protected override void Dispose(bool disposing)
        {
            if (!disposing) return;
            foreach (var state in means) state?.Dispose();
            foreach (var state in squares) state?.Dispose();
        }
    }
}
