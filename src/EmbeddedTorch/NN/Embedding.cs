using TorchSharp.Shim;

namespace TorchSharp.Modules
{
    /// <summary>A row of the weight [count, dims] for each index.</summary>
    public sealed class Embedding : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly long padding;
        private readonly bool scaleByFrequency;

        internal Embedding(Parameter weight, long? padding_idx, bool scale_grad_by_freq) : base(nameof(Embedding))
        {
            this.weight = weight;
            padding = padding_idx is { } index ? index < 0 ? weight.shape[0] + index : index : -1;
            scaleByFrequency = scale_grad_by_freq;
            register_parameter(nameof(weight), weight);
        }

        public Parameter? weight { get; }

        public override torch.Tensor forward(torch.Tensor input) => Operators.Embedding.Call(weight, input, padding, scaleByFrequency);

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
            /// <summary>Standard normal rows; the row of the padding index is zero and gets no gradient.</summary>
            public static Modules.Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                Refuse(max_norm, norm_type, sparse);
                var rows = init.normal_(empty(num_embeddings, embedding_dims, dtype, device));
                if (padding_idx is { } index)
                {
                    using var scope = NewDisposeScope();
                    rows.select(0, index).zero_();
                }
                return new Modules.Embedding(Parameter(rows), padding_idx, scale_grad_by_freq);
            }

            public static Modules.Embedding Embedding_from_pretrained(Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                Refuse(max_norm, norm_type, sparse);
                var rows = embeddings.detach().to(dtype ?? embeddings.dtype, device ?? embeddings.device);
                return new Modules.Embedding(Parameter(rows, requires_grad: !freeze), padding_idx, scale_grad_by_freq);
            }

            private static void Refuse(double? max_norm, double norm_type, bool sparse)
            {
                if (max_norm is not null || norm_type != 2.0 || sparse)
                    throw new NotSupportedException("max_norm, norm_type and sparse are not part of the embedded subset; build with -p:TorchSource=packages for them.");
            }
        }
    }
}
