using TorchSharp.Modules;
using TorchSharp.Shim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static RMSProp RMSProp(IEnumerable<Parameter> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false) =>
                new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>RMSProp (Tieleman and Hinton, 2012), centered as in Graves, 2013, section 4.2, with the epsilon outside the root as PyTorch has it.</summary>
    public class RMSProp : OptimizerHelper
    {
        private readonly double alpha;
        private readonly double eps;
        private readonly double momentum;
        private readonly bool centered;
        private readonly torch.Tensor?[] squares;
        private readonly torch.Tensor?[] averages;
        private readonly torch.Tensor?[] buffers;

        public RMSProp(IEnumerable<Parameter> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0.0, bool centered = false, bool maximize = false)
            : base(parameters, lr, weight_decay, maximize)
        {
            Require(eps >= 0, $"Invalid eps: {eps}");
            Require(momentum >= 0, $"Invalid momentum value: {momentum}");
            Require(alpha >= 0, $"Invalid alpha: {alpha}");
            (this.alpha, this.eps, this.momentum, this.centered) = (alpha, eps, momentum, centered);
            (squares, averages, buffers) = (Store(), Store(), Store());
        }

        private protected override void Update(int[] indices, torch.Tensor[] tensors, torch.Tensor[] grads)
        {
            var mean = Kept(squares, indices);
            Operators.ForeachMulScalarTo.CallInPlace(Argument.List(mean), alpha);
            Operators.ForeachAddCMulTo.CallInPlace(Argument.List(mean), Argument.List(grads), Argument.List(grads), 1 - alpha);
            if (centered)
            {
                var average = Kept(averages, indices);
                Operators.ForeachMulScalarTo.CallInPlace(Argument.List(average), alpha);
                Operators.ForeachAddTo.CallInPlace(Argument.List(average), Argument.List(grads), 1 - alpha);
                mean = Operators.ForeachAddCMul.CallList(Argument.List(mean), Argument.List(average), Argument.List(average), -1.0);
            }
            var roots = Operators.ForeachSqrt.CallList(Argument.List(mean));
            Operators.ForeachAddScalarTo.CallInPlace(Argument.List(roots), eps);
            if (momentum == 0)
            {
                Operators.ForeachAddCDivTo.CallInPlace(Argument.List(tensors), Argument.List(grads), Argument.List(roots), -LearningRate);
                return;
            }
            var buffer = Kept(buffers, indices);
            Operators.ForeachMulScalarTo.CallInPlace(Argument.List(buffer), momentum);
            Operators.ForeachAddCDivTo.CallInPlace(Argument.List(buffer), Argument.List(grads), Argument.List(roots), 1.0);
            Operators.ForeachAddTo.CallInPlace(Argument.List(tensors), Argument.List(buffer), -LearningRate);
        }
    }
}
