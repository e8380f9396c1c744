using TorchSharp.Modules;
using TorchSharp.Shim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Adadelta Adadelta(IEnumerable<Parameter> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false) =>
                new(parameters, lr, rho, eps, weight_decay, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Adadelta (Zeiler, 2012, algorithm 1), its step scaled by the learning rate.</summary>
    public class Adadelta : OptimizerHelper
    {
        private readonly double rho;
        private readonly double eps;
        private readonly torch.Tensor?[] squares;
        private readonly torch.Tensor?[] deltas;

        public Adadelta(IEnumerable<Parameter> parameters, double lr, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
            : base(parameters, lr, weight_decay, maximize)
        {
            Require(rho is >= 0 and <= 1, $"Invalid rho value: {rho}");
            Require(eps >= 0, $"Invalid eps: {eps}");
            (this.rho, this.eps) = (rho, eps);
            (squares, deltas) = (Store(), Store());
        }

        private protected override void Update(int[] indices, torch.Tensor[] tensors, torch.Tensor[] grads)
        {
            var square = Kept(squares, indices);
            var accumulated = Kept(deltas, indices);
            Operators.ForeachMulScalarTo.CallInPlace(Argument.List(square), rho);
            Operators.ForeachAddCMulTo.CallInPlace(Argument.List(square), Argument.List(grads), Argument.List(grads), 1 - rho);
            var roots = Root(square);
            var step = Root(accumulated);
            Operators.ForeachDivTo.CallInPlace(Argument.List(step), Argument.List(roots));
            Operators.ForeachMulTo.CallInPlace(Argument.List(step), Argument.List(grads));
            Operators.ForeachMulScalarTo.CallInPlace(Argument.List(accumulated), rho);
            Operators.ForeachAddCMulTo.CallInPlace(Argument.List(accumulated), Argument.List(step), Argument.List(step), 1 - rho);
            Operators.ForeachAddTo.CallInPlace(Argument.List(tensors), Argument.List(step), -LearningRate);
        }

        private torch.Tensor[] Root(torch.Tensor[] tensors)
        {
            var shifted = Operators.ForeachAddScalar.CallList(Argument.List(tensors), eps);
            Operators.ForeachSqrtInPlace.CallInPlace(Argument.List(shifted));
            return shifted;
        }
    }
}
