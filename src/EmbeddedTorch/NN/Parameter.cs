namespace TorchSharp.Modules
{
    /// <summary>A tensor that a module trains. It takes over the tensor that it is made from, which becomes empty.</summary>
    public class Parameter : torch.Tensor
    {
        public Parameter(torch.Tensor data, bool requires_grad = true) : base(data) => this.requires_grad = requires_grad;
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
