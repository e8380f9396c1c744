using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.TorchSteps;

/// <summary>The models of steps.py, parameter by parameter in the same order.</summary>
internal static class Models
{
    public static nn.Module<Tensor, Tensor> Mlp() =>
        nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10));

    public static nn.Module<Tensor, Tensor> Cnn() => nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(800, 10));

    public static nn.Module<Tensor, Tensor> Recurrent() => new RecurrentModel();

    public static nn.Module<Tensor, Tensor> Transformer() => new TransformerModel();

    public static optim.Optimizer Sgd(IEnumerable<Parameter> parameters) => optim.SGD(parameters, 0.05, momentum: 0.9);

    public static optim.Optimizer Adam(IEnumerable<Parameter> parameters) => optim.Adam(parameters, 1e-3);

    public static Tensor Words() => randint(0, 500, [32, 32]);

    private sealed class RecurrentModel : nn.Module<Tensor, Tensor>
    {
        private readonly Embedding embedding = nn.Embedding(500, 64);
        private readonly LSTM lstm = nn.LSTM(64, 128, batchFirst: true);
        private readonly Linear head = nn.Linear(128, 10);

        public RecurrentModel() : base(nameof(RecurrentModel)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            var (outputs, _, _) = lstm.call(embedding.call(input));
            return head.call(outputs.select(1, -1));
        }
    }

    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly LayerNorm norm1 = nn.LayerNorm(64);
        private readonly Linear qkv = nn.Linear(64, 192);
        private readonly Linear @out = nn.Linear(64, 64);
        private readonly LayerNorm norm2 = nn.LayerNorm(64);
        private readonly Linear up = nn.Linear(64, 128);
        private readonly Linear down = nn.Linear(128, 64);

        public Block() : base(nameof(Block)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            long n = input.shape[0], steps = input.shape[1], width = input.shape[2];
            var parts = qkv.call(norm1.call(input)).view(n, steps, 3, 4, 16).permute(2, 0, 3, 1, 4).unbind(0);
            var mixed = nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]);
            var middle = input + @out.call(mixed.transpose(1, 2).reshape(n, steps, width));
            return middle + down.call(nn.functional.gelu(up.call(norm2.call(middle))));
        }
    }

    private sealed class TransformerModel : nn.Module<Tensor, Tensor>
    {
        private readonly Embedding embedding = nn.Embedding(500, 64);
        private readonly Block first = new();
        private readonly Block second = new();
        private readonly Linear head = nn.Linear(64, 10);

        public TransformerModel() : base(nameof(TransformerModel)) => RegisterComponents();

        public override Tensor forward(Tensor input) => head.call(second.call(first.call(embedding.call(input))).mean([1]));
    }
}
