using TorchSharp.Shim;

namespace TorchSharp.Modules
{
    /// <summary>Zeroes elements with probability p and scales the rest by 1/(1-p), while training.</summary>
    public sealed class Dropout : ParameterLessModule<torch.Tensor, torch.Tensor>
    {
        internal Dropout(double p, bool inplace) : base(nameof(Dropout)) => (this.p, this.inplace) = (p, inplace);

        public double p { get; set; }

        public bool inplace { get; set; }

        public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.dropout(input, p, training, inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

            public static partial class functional
            {
                public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                {
                    if (!inplace) return Operators.Dropout.Call(input, p, training);
                    Operators.DropoutInPlace.CallInPlace(input, p, training);
                    return input.alias();
                }
            }
        }
    }
}
