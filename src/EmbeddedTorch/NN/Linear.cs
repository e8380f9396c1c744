using TorchSharp.Shim;

namespace TorchSharp.Modules
{
    /// <summary>y = x W^T + b, with W [out, in] and b [out].</summary>
    public sealed class Linear : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
        {
            this.weight = weight;
            this.bias = bias;
            in_features = weight.shape[1];
            out_features = weight.shape[0];
            register_parameter(nameof(weight), weight);
            if (bias is not null) register_parameter(nameof(bias), bias);
        }

        public Parameter weight { get; }

        public Parameter? bias { get; }

        public long in_features { get; }

        public long out_features { get; }

        public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.linear(input, weight, bias);

        protected override void RegisterComponents()
        {
            // Registered by the constructor.
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A layer with PyTorch's initial values: uniform in +-1/sqrt(in) for weight and bias.</summary>
            public static Modules.Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
            {
                var bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
                var weight = empty(outputSize, inputSize, dtype, device);
                init.uniform_(weight, -bound, bound);
                if (!hasBias) return new Modules.Linear(Parameter(weight), null);
                var bias = empty(outputSize, dtype, device);
                init.uniform_(bias, -bound, bound);
                return new Modules.Linear(Parameter(weight), Parameter(bias));
            }

            public static Modules.Linear Linear(Modules.Parameter weight, Modules.Parameter? bias = null) => new(weight, bias);

            public static partial class functional
            {
                public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Operators.Linear.Call(input, weights, bias);
            }
        }
    }
}
