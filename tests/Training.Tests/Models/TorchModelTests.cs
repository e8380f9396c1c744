using Federated.Domain.Models;
using Federated.Domain.Errors;
using Federated.Training.Models;

namespace Federated.Training.Tests.Models;

public sealed class TorchModelTests
{
    [Fact]
    public void Torch_HasTheLayoutsShapesInItsOrder()
    {
        var model = ModelSpecification.Mlp(4, [3, 5], 2, Activation.Tanh);
        TorchRuntime.Use(1);
        using var torch = new TorchModel(model);

        Assert.Equal(model.Layout.Tensors.Select(p => string.Join(',', p.Shape)), torch.Ordered.Select(p => string.Join(',', p.shape)));
        Assert.Equal(6, torch.parameters().Count());
    }

    [Fact]
    public void Torch_ReadsBackWhatWasLoaded()
    {
        var model = ModelSpecification.Mlp(4, [3], 2);
        var values = model.InitialParameters(1);
        TorchRuntime.Use(1);
        using var torch = new TorchModel(model);
        torch.Load(values);
        var read = new float[values.Length];
        torch.Read(read);
        Assert.Equal(values, read);
        TestFiles.Fails(ErrorCodes.DataMismatch, () => torch.Load(new float[3]), "Got 3", "wanted 23");
    }

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Sigmoid)]
    public void Forward_AgreesWithTheFormula(Activation activation)
    {
        var model = ModelSpecification.Mlp(3, [4], 2, activation);
        var p = model.InitialParameters(2);
        float[] x = [0.5f, -1, 2];
        var hidden = new double[4];
        for (var i = 0; i < 4; i++)
        {
            double sum = p[12 + i];
            for (var j = 0; j < 3; j++) sum += p[i * 3 + j] * x[j];
            hidden[i] = activation switch { Activation.Relu => Math.Max(0, sum), Activation.Tanh => Math.Tanh(sum), _ => 1 / (1 + Math.Exp(-sum)) };
        }

        TorchRuntime.Use(1);
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var torch = new TorchModel(model);
        torch.Load(p);
        var logits = torch.call(TorchSharp.torch.tensor(x, [1, 3])).data<float>().ToArray();

        for (var o = 0; o < 2; o++)
        {
            double sum = p[16 + 8 + o];
            for (var i = 0; i < 4; i++) sum += p[16 + o * 4 + i] * hidden[i];
            Assert.Equal(sum, logits[o], 1e-5);
        }
    }
}
