using TorchSharp.Shim;

#pragma warning disable MA0061 // TorchSharp gives forward a default here, which its base has not.

namespace TorchSharp.Modules
{
    /// <summary>The parameters of a recurrent network, named as PyTorch names them, and the states that it starts from.</summary>
    internal sealed class RecurrentCore
    {
        private readonly Parameter[] parameters;
        private readonly long hiddenSize;
        private readonly long numLayers;
        private readonly bool bias;
        private readonly bool batchFirst;
        private readonly double dropout;
        private readonly bool bidirectional;

        internal RecurrentCore(
            torch.nn.Module owner, long gates, long inputSize, long hiddenSize, long numLayers, bool bias, bool batchFirst, double dropout, bool bidirectional,
            torch.Device? device, torch.ScalarType? dtype)
        {
            (this.hiddenSize, this.numLayers, this.bias, this.batchFirst, this.dropout, this.bidirectional) = (hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional);
            var bound = hiddenSize > 0 ? 1 / Math.Sqrt(hiddenSize) : 0;
            var all = new List<Parameter>();
            void Add(string name, params long[] shape)
            {
                var parameter = torch.nn.Parameter(torch.nn.init.uniform_(torch.empty(shape, dtype, device), -bound, bound));
                owner.register_parameter(name, parameter);
                all.Add(parameter);
            }
            for (var layer = 0L; layer < numLayers; layer++)
            {
                foreach (var suffix in bidirectional ? new[] { string.Empty, "_reverse" } : [string.Empty])
                {
                    Add($"weight_ih_l{layer}{suffix}", gates * hiddenSize, layer == 0 ? inputSize : hiddenSize * Directions);
                    Add($"weight_hh_l{layer}{suffix}", gates * hiddenSize, hiddenSize);
                    if (!bias) continue;
                    Add($"bias_ih_l{layer}{suffix}", gates * hiddenSize);
                    Add($"bias_hh_l{layer}{suffix}", gates * hiddenSize);
                }
            }
            parameters = [.. all];
        }

        private long Directions => bidirectional ? 2 : 1;

        internal torch.Tensor Zeros(torch.Tensor input) =>
            torch.zeros([Directions * numLayers, input.shape[batchFirst ? 0 : 1], hiddenSize], input.dtype, input.device);

        internal torch.Tensor[] Run(Operator op, torch.Tensor input, Argument state, bool training) =>
            op.CallList(input, state, Argument.List(parameters), bias, numLayers, dropout, training, bidirectional, batchFirst);
    }

    /// <summary>A recurrent network with tanh or rectifier: output [n, steps, hidden] when the batch comes first, and the last states [layers, n, hidden].</summary>
    public sealed class RNN : torch.nn.Module<torch.Tensor, torch.Tensor?, (torch.Tensor, torch.Tensor)>
    {
        private readonly RecurrentCore core;
        private readonly Operator op;

        internal RNN(long inputSize, long hiddenSize, long numLayers, torch.nn.NonLinearities nonLinearity, bool bias, bool batchFirst, double dropout, bool bidirectional, torch.Device? device, torch.ScalarType? dtype) : base(nameof(RNN))
        {
            op = nonLinearity == torch.nn.NonLinearities.ReLU ? Operators.RnnRelu : Operators.RnnTanh;
            core = new RecurrentCore(this, 1, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, device, dtype);
        }

        public override (torch.Tensor, torch.Tensor) forward(torch.Tensor input, torch.Tensor? h0)
        {
            using var zeros = h0 is null ? core.Zeros(input) : null;
            return core.Run(op, input, h0 ?? zeros, training) is [var output, var last] ? (output, last) : throw new InvalidOperationException();
        }

        public new (torch.Tensor, torch.Tensor) call(torch.Tensor input, torch.Tensor? h0 = null) => base.call(input, h0);

        /// <summary>For cuDNN's sake in TorchSharp; nothing to do here.</summary>
        public void flatten_parameters()
        {
        }

        protected override void RegisterComponents()
        {
            // Registered by the constructor.
        }
    }

    /// <summary>Gated recurrent units (Cho et al., 2014), in the form of PyTorch and cuDNN: reset after the product.</summary>
    public sealed class GRU : torch.nn.Module<torch.Tensor, torch.Tensor?, (torch.Tensor, torch.Tensor)>
    {
        private readonly RecurrentCore core;

        internal GRU(long inputSize, long hiddenSize, long numLayers, bool bias, bool batchFirst, double dropout, bool bidirectional, torch.Device? device, torch.ScalarType? dtype) : base(nameof(GRU)) =>
            core = new RecurrentCore(this, 3, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, device, dtype);

        public override (torch.Tensor, torch.Tensor) forward(torch.Tensor input, torch.Tensor? h0 = null)
        {
            using var zeros = h0 is null ? core.Zeros(input) : null;
            return core.Run(Operators.Gru, input, h0 ?? zeros, training) is [var output, var last] ? (output, last) : throw new InvalidOperationException();
        }

        public new (torch.Tensor, torch.Tensor) call(torch.Tensor input, torch.Tensor? h0 = null) => base.call(input, h0);

        /// <summary>For cuDNN's sake in TorchSharp; nothing to do here.</summary>
        public void flatten_parameters()
        {
        }

        protected override void RegisterComponents()
        {
            // Registered by the constructor.
        }
    }

    /// <summary>Long short-term memory (Hochreiter and Schmidhuber, 1997): outputs, last hidden states and last cell states.</summary>
    public sealed class LSTM : torch.nn.Module<torch.Tensor, (torch.Tensor, torch.Tensor)?, (torch.Tensor, torch.Tensor, torch.Tensor)>
    {
        private readonly RecurrentCore core;

        internal LSTM(long inputSize, long hiddenSize, long numLayers, bool bias, bool batchFirst, double dropout, bool bidirectional, torch.Device? device, torch.ScalarType? dtype) : base(nameof(LSTM)) =>
            core = new RecurrentCore(this, 4, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, device, dtype);

        public override (torch.Tensor, torch.Tensor, torch.Tensor) forward(torch.Tensor input, (torch.Tensor, torch.Tensor)? h0_c0 = null)
        {
            using var zeros = h0_c0 is null ? core.Zeros(input) : null;
            torch.Tensor[] states = h0_c0 is { } known ? [known.Item1, known.Item2] : [zeros!, zeros!];
            return core.Run(Operators.Lstm, input, Argument.List(states), training) is [var output, var hidden, var cell]
                ? (output, hidden, cell)
                : throw new InvalidOperationException();
        }

        public new (torch.Tensor, torch.Tensor, torch.Tensor) call(torch.Tensor input, (torch.Tensor, torch.Tensor)? h0_c0 = null) => base.call(input, h0_c0);

        /// <summary>For cuDNN's sake in TorchSharp; nothing to do here.</summary>
        public void flatten_parameters()
        {
        }

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
            public enum NonLinearities
            {
                ReLU = 0,
                Tanh = 1,
            }

            public static Modules.RNN RNN(long inputSize, long hiddenSize, long numLayers = 1, NonLinearities nonLinearity = NonLinearities.Tanh, bool bias = true, bool batchFirst = false, double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, hiddenSize, numLayers, nonLinearity, bias, batchFirst, dropout, bidirectional, device, dtype);

            public static Modules.GRU GRU(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, device, dtype);

            public static Modules.LSTM LSTM(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, device, dtype);
        }
    }
}
