using TorchSharp.Modules;
using TorchSharp.Shim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>
    /// Stochastic gradient descent as PyTorch defines it: g += weight_decay p; b = momentum b + (1 - dampening) g (at the
    /// first step b = g); p -= lr (g + momentum b when nesterov, else b).
    /// </summary>
    public class SGD : OptimizerHelper
    {
        private readonly double momentum;
        private readonly double dampening;
        private readonly bool nesterov;
        private readonly torch.Tensor?[] buffers;

        public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : base(parameters, lr, weight_decay, maximize)
        {
            Require(momentum >= 0, $"Invalid momentum value: {momentum}");
            Require(!nesterov || (momentum > 0 && dampening == 0), "Nesterov momentum requires a momentum and zero dampening");
            this.momentum = momentum;
            this.dampening = dampening;
            this.nesterov = nesterov;
            buffers = Store();
        }

        private protected override void Update(int[] indices, torch.Tensor[] tensors, torch.Tensor[] grads)
        {
            if (momentum != 0) grads = WithMomentum(indices, grads);
            Operators.ForeachAddTo.CallInPlace(Argument.List(tensors), Argument.List(grads), -LearningRate);
        }

        private torch.Tensor[] WithMomentum(int[] indices, torch.Tensor[] grads)
        {
            var known = indices.Select((index, position) => (index, position)).Where(pair => buffers[pair.index] is not null).ToArray();
            if (known.Length > 0)
            {
                var old = Array.ConvertAll(known, pair => buffers[pair.index]!);
                Operators.ForeachMulScalarTo.CallInPlace(Argument.List(old), momentum);
                Operators.ForeachAddTo.CallInPlace(Argument.List(old), Argument.List(Array.ConvertAll(known, pair => grads[pair.position])), 1 - dampening);
            }
            for (var i = 0; i < indices.Length; i++)
                buffers[indices[i]] ??= grads[i].clone().DetachFromDisposeScope();
            var current = Array.ConvertAll(indices, index => buffers[index]!);
            return nesterov ? Operators.ForeachAdd.CallList(Argument.List(grads), Argument.List(current), momentum) : current;
        }
    }
}
