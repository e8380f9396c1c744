namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>softmax(Q K^T / sqrt(d) + mask) V (Vaswani et al., 2017, equation 1), over the last two dimensions.</summary>
            /// <param name="query">[..., steps, d].</param>
            /// <param name="key">[..., others, d].</param>
            /// <param name="value">[..., others, width].</param>
            /// <param name="attn_mask">Broadcast to [..., steps, others]: true where to look, or numbers to add.</param>
            /// <param name="p">Dropout of the weights; the caller passes 0 when it evaluates.</param>
            /// <param name="is_casual">Look at no later step. Not together with a mask. (TorchSharp spells it so.)</param>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0, bool is_casual = false)
            {
                if (is_casual && attn_mask is not null) throw new ArgumentException("Casual attention masks pattern not allowed with attn_mask.", nameof(is_casual));
                using var scope = NewDisposeScope();
                var scores = query.mul(1 / Math.Sqrt(query.shape[^1])).matmul(key.transpose(-2, -1));
                if (is_casual) attn_mask = ones([query.shape[^2], key.shape[^2]], ScalarType.Bool, query.device).tril();
                if (attn_mask is not null)
                {
                    scores = attn_mask.dtype == ScalarType.Bool
                        ? scores.masked_fill(attn_mask.logical_not(), double.NegativeInfinity)
                        : scores.add(attn_mask);
                }
                var weights = scores.softmax(-1);
                if (p > 0) weights = dropout(weights, p);
                return weights.matmul(value).MoveToOuterDisposeScope();
            }
        }
    }
}
