using TorchSharp;
using static TorchSharp.torch;

namespace Federated.EmbeddedTorch.Tests;

/// <summary>What goes in and comes out of each layer: shape, names of parameters and buffers, and a gradient for each parameter.</summary>
public sealed class LayerShapeTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    public static TheoryData<string, string, string> Layers => new()
    {
        { "Conv1d", "2x4x5", "weight bias" },
        { "Conv2d", "2x4x4x4", "weight bias" },
        { "ConvTranspose2d", "2x4x17x17", "weight bias" },
        { "MaxPool1d", "2x3x4", "" },
        { "MaxPool2d", "2x3x4x4", "" },
        { "AvgPool2d", "2x3x4x4", "" },
        { "AdaptiveAvgPool2d", "2x3x2x2", "" },
        { "Flatten", "2x192", "" },
        { "Dropout", "2x3x8x8", "" },
        { "BatchNorm1d", "2x3x9", "weight bias running_mean running_var num_batches_tracked" },
        { "BatchNorm2d", "2x3x8x8", "weight bias running_mean running_var num_batches_tracked" },
        { "LayerNorm", "2x3x8x8", "weight bias" },
        { "GroupNorm", "2x3x8x8", "weight bias" },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Layer_ImageOrSequence_HasTheShapeAndTheNames(string name, string shape, string names)
    {
        nn.Module<Tensor, Tensor> layer = name switch
        {
            "Conv1d" => nn.Conv1d(3, 4, 3, stride: 2, padding: 1),
            "Conv2d" => nn.Conv2d(3, 4, 3, stride: 2, padding: 1),
            "ConvTranspose2d" => nn.ConvTranspose2d(3, 4, 3, stride: 2),
            "MaxPool1d" => nn.MaxPool1d(2),
            "MaxPool2d" => nn.MaxPool2d(2),
            "AvgPool2d" => nn.AvgPool2d(2),
            "AdaptiveAvgPool2d" => nn.AdaptiveAvgPool2d(2),
            "Flatten" => nn.Flatten(),
            "Dropout" => nn.Dropout(0.3),
            "BatchNorm1d" => nn.BatchNorm1d(3),
            "BatchNorm2d" => nn.BatchNorm2d(3),
            "LayerNorm" => nn.LayerNorm([3, 8, 8]),
            _ => nn.GroupNorm(3, 3),
        };
        using var owned = layer;
        var input = (name.EndsWith("1d", StringComparison.Ordinal) ? randn(2, 3, 9) : randn(2, 3, 8, 8)).requires_grad_();
        var output = layer.call(input);
        Assert.Equal(shape, string.Join('x', output.shape));
        Assert.Equal(names, string.Join(' ', layer.named_parameters().Select(p => p.name).Concat(layer.named_buffers().Select(b => b.name))));
        (output * randn(output.shape)).sum().backward();
        Assert.All(layer.parameters(), parameter => Assert.Equal(parameter.shape, parameter.grad!.shape));
        Assert.Equal(input.shape, input.grad!.shape);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void Recurrent_BatchFirst_GivesOutputsAndLastStates(bool bidirectional, long layers)
    {
        var input = randn(2, 5, 3);
        var directions = bidirectional ? 2 : 1;
        using var lstm = nn.LSTM(3, 4, layers, batchFirst: true, bidirectional: bidirectional);
        using var gru = nn.GRU(3, 4, layers, batchFirst: true, bidirectional: bidirectional);
        using var rnn = nn.RNN(3, 4, layers, nn.NonLinearities.ReLU, batchFirst: true, bidirectional: bidirectional);
        var (a, hidden, cell) = lstm.call(input);
        var (b, last) = gru.call(input);
        var (c, end) = rnn.call(input);
        Assert.All([a, b, c], output => Assert.Equal([2, 5, 4 * directions], output.shape));
        Assert.All([hidden, cell, last, end], state => Assert.Equal([directions * layers, 2, 4], state.shape));
        Assert.Equal("weight_ih_l0 weight_hh_l0 bias_ih_l0 bias_hh_l0", string.Join(' ', lstm.named_parameters().Take(4).Select(p => p.name)));
        (a.sum() + b.sum() + c.sum()).backward();
        Assert.All(lstm.parameters().Concat(gru.parameters()).Concat(rnn.parameters()), parameter => Assert.NotNull(parameter.grad));
    }

    [Fact]
    public void Embedding_PaddingIndex_IsZeroAndGetsNoGradient()
    {
        using var embedding = nn.Embedding(5, 3, padding_idx: 0);
        var output = embedding.call(tensor(new long[] { 0, 1, 1, 4 }));
        output.sum().backward();
        var gradient = embedding.weight!.grad!;
        Assert.Equal([0, 0, 0], output[0].data<float>().ToArray());
        Assert.Equal([0, 6, 0, 0, 3], gradient.sum(1).data<float>().ToArray());
    }

    [Fact]
    public void To_Double_KeepsTheParameterObjectsAndIntegerBuffers()
    {
        using var layer = nn.BatchNorm2d(3);
        var before = layer.weight!;
        layer.to(ScalarType.Float64);
        Assert.Same(before, layer.weight);
        Assert.Equal(ScalarType.Float64, before.dtype);
        Assert.Equal(ScalarType.Float64, layer.running_mean!.dtype);
        Assert.Equal(ScalarType.Int64, layer.num_batches_tracked!.dtype);
        layer.call(randn([2, 3, 4, 4], ScalarType.Float64)).sum().backward();
        Assert.Equal(1, layer.num_batches_tracked.item<long>());
        Assert.Equal(ScalarType.Float64, before.grad!.dtype);
    }

    [Fact]
    public void LoadStateDict_OfAnother_CopiesParametersAndBuffers()
    {
        using var from = nn.Sequential(("conv", nn.Conv2d(3, 4, 3)), ("norm", nn.BatchNorm2d(4)));
        using var to = nn.Sequential(("conv", nn.Conv2d(3, 4, 3)), ("norm", nn.BatchNorm2d(4)));
        from.call(randn(2, 3, 8, 8));
        to.load_state_dict(from.state_dict());
        Assert.Equal(
            ["conv.weight", "conv.bias", "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var", "norm.num_batches_tracked"], to.state_dict().Keys);
        Assert.All(to.state_dict(), pair => Assert.True(pair.Value.allclose(from.state_dict()[pair.Key]), pair.Key));
        to.eval();
        from.eval();
        var input = randn(2, 3, 8, 8);
        Assert.True(to.call(input).allclose(from.call(input)));
        Assert.Throws<InvalidOperationException>(() => to.load_state_dict(new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["other"] = input }));
    }

    [Fact]
    public void Indexing_SlicesNumbersAndTensors_GiveWhatPythonGives()
    {
        var x = arange(24).reshape(2, 3, 4);
        Assert.Equal([0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21], x[TensorIndex.Ellipsis, ..2].flatten().data<long>().ToArray());
        Assert.Equal([3, 7, 11], x[0, TensorIndex.Colon, ^1].data<long>().ToArray());
        Assert.Equal([4, 5, 6, 7], x[0L, 1L].data<long>().ToArray());
        Assert.Equal([8, 0], x[TensorIndex.Single(0), TensorIndex.Tensor(tensor(new long[] { 2, 0 })), TensorIndex.Single(0)].data<long>().ToArray());
        Assert.Equal([22, 23], x[x.gt(21)].data<long>().ToArray());
        Assert.Equal([2, 1, 3, 2], x[TensorIndex.Colon, TensorIndex.None, TensorIndex.Colon, TensorIndex.Slice(0, null, 2)].shape);
        x[0, 1..] = zeros(1, int64);
        Assert.Equal(0 + 1 + 2 + 3 + Enumerable.Range(12, 12).Sum(), (int)x.sum());
    }

    [Fact]
    public void Einsum_AndSplit_GiveWhatTheyName()
    {
        Tensor a = randn(2, 3, 4), b = randn(2, 4, 5);
        Assert.True(einsum("bij,bjk->bik", a, b).allclose(bmm(a, b)));
        Assert.Equal([2, 1], a.split([2, 1], dim: 1).Select(part => part.shape[1]));
        var (values, indices) = tensor(new[] { 3f, 1, 2 }).sort(descending: true);
        Assert.Equal([3, 2, 1], values.data<float>().ToArray());
        Assert.Equal([0, 2, 1], indices.data<long>().ToArray());
    }

    [Fact]
    public void ClipGradNorm_LargeGradient_IsScaledToTheNorm()
    {
        using var layer = nn.Linear(3, 2);
        (layer.call(ones(4, 3)).sum() * 100).backward();
        var before = nn.utils.clip_grad_norm_(layer.parameters(), 0.5);
        Assert.Equal(Math.Sqrt(6 * 400.0 * 400 + 2 * 400.0 * 400), before, 1e-2);
        Assert.Equal(0.5, nn.utils.clip_grad_norm_(layer.parameters(), 10), 1e-5);
    }

    [Fact]
    public void ParametersToVector_AndBack_KeepsTheValues()
    {
        using var from = nn.Sequential(nn.Linear(3, 2), nn.Tanh(), nn.Linear(2, 1));
        using var to = nn.Sequential(nn.Linear(3, 2), nn.Tanh(), nn.Linear(2, 1));
        nn.utils.vector_to_parameters(nn.utils.parameters_to_vector(from.parameters()), to.parameters());
        Assert.All(to.state_dict(), pair => Assert.True(pair.Value.allclose(from.state_dict()[pair.Key]), pair.Key));
    }

    [Fact]
    public void NamedParameters_TiedWeights_CountOnce()
    {
        var shared = nn.Linear(2, 2);
        using var model = nn.Sequential(("a", shared), ("b", shared));
        Assert.Equal(["a.weight", "a.bias"], model.named_parameters().Select(named => named.name));
    }
}
