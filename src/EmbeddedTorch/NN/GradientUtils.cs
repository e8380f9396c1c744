using TorchSharp.Shim;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Scales the gradients of all parameters together to a norm of at most <paramref name="max_norm"/>.</summary>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Modules.Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var quiet = no_grad();
                using var scope = NewDisposeScope();
                var grads = Gradients(tensors);
                if (grads.Length == 0) return 0;
                var norms = double.IsPositiveInfinity(norm_type)
                    ? Array.ConvertAll(grads, grad => grad.abs().max())
                    : Operators.ForeachNorm.CallList(Argument.List(grads), norm_type);
                var total = linalg.vector_norm(stack(norms), norm_type).ToDouble();
                var factor = max_norm / (total + 1e-6);
                if (!(factor >= 1)) Operators.ForeachMulScalarTo.CallInPlace(Argument.List(grads), factor);
                return total;
            }

            /// <summary>Cuts every element of every gradient to [-clip_value, clip_value].</summary>
            public static void clip_grad_value_(IEnumerable<Modules.Parameter> tensors, double clip_value)
            {
                using var quiet = no_grad();
                using var scope = NewDisposeScope();
                foreach (var grad in Gradients(tensors)) grad.clamp_(-clip_value, clip_value);
            }

            /// <summary>The values of all parameters, one after the other.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Modules.Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return cat(tensors.Select(tensor => tensor.reshape(-1)).ToArray()).MoveToOuterDisposeScope();
            }

            /// <summary>Fills the parameters from one vector.</summary>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Modules.Parameter> tensors)
            {
                using var quiet = no_grad();
                using var scope = NewDisposeScope();
                var start = 0L;
                foreach (var tensor in tensors)
                {
                    var length = tensor.numel();
                    tensor.copy_(vec.narrow(0, start, length).view_as(tensor));
                    start += length;
                }
            }

            private static Tensor[] Gradients(IEnumerable<Modules.Parameter> tensors) =>
                tensors.Select(tensor => tensor.grad).OfType<Tensor>().ToArray();
        }
    }
}
