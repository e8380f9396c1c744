using TorchSharp.Modules;
using TorchSharp.Shim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Adagrad Adagrad(IEnumerable<Parameter> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10) =>
                new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Adagrad (Duchi, Hazan and Singer, 2011), diagonal, with the rate lr / (1 + (step - 1) lr_decay).</summary>
    public class Adagrad : OptimizerHelper
    {
        private readonly double decay;
        private readonly double initial;
        private readonly double eps;
        private readonly torch.Tensor?[] sums;
        private readonly long[] steps;

        public Adagrad(IEnumerable<Parameter> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
            : base(parameters, lr, weight_decay)
        {
            Require(lr_decay >= 0, $"Invalid lr_decay value: {lr_decay}");
            Require(initial_accumulator_value >= 0, $"Invalid initial_accumulator_value: {initial_accumulator_value}");
            Require(eps >= 0, $"Invalid eps: {eps}");
            (decay, initial, this.eps) = (lr_decay, initial_accumulator_value, eps);
            sums = Store();
            steps = new long[All.Count];
        }

        private protected override void Update(int[] indices, torch.Tensor[] tensors, torch.Tensor[] grads)
        {
            var sum = Kept(sums, indices, initial);
            Operators.ForeachAddCMulTo.CallInPlace(Argument.List(sum), Argument.List(grads), Argument.List(grads), 1.0);
            var roots = Operators.ForeachSqrt.CallList(Argument.List(sum));
            Operators.ForeachAddScalarTo.CallInPlace(Argument.List(roots), eps);
            EachStep(steps, indices, (step, chosen) => Operators.ForeachAddCDivTo.CallInPlace(
                Argument.List(chosen(tensors)), Argument.List(chosen(grads)), Argument.List(chosen(roots)), -LearningRate / (1 + (step - 1) * decay)));
        }
    }
}
