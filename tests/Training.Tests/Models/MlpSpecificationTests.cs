using Federated.Domain.Errors;
using Federated.Training.Models;

namespace Federated.Training.Tests.Models;

public sealed class MlpSpecificationTests
{
    [Fact]
    public void Parameters_HavePyTorchsOrderNamesAndShapes()
    {
        var model = new MlpSpecification(784, [128], 10);

        Assert.Equal(["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"], model.Parameters.Select(p => p.Name));
        Assert.Equal([128, 784], model.Parameters[0].Shape);
        Assert.Equal([128], model.Parameters[1].Shape);
        Assert.Equal([10, 128], model.Parameters[2].Shape);
        Assert.Equal([0, 100_352, 100_480, 101_760], model.Parameters.Select(p => p.Offset));
        Assert.Equal(101_770, model.ParameterCount);
        Assert.Equal(30 * 2 + 2, MlpSpecification.Logistic(30, 2).ParameterCount);
    }

    [Fact]
    public void Torch_NamesTheSameParametersInTheSameOrder()
    {
        var model = new MlpSpecification(4, [3, 5], 2, Activation.Tanh);
        TorchRuntime.Use(1);
        using var torch = new TorchMlp(model);

        Assert.Equal(model.Parameters.Select(p => p.Name), torch.named_parameters().Select(p => p.name));
        Assert.Equal(model.Parameters.Select(p => string.Join(',', p.Shape)), torch.parameters().Select(p => string.Join(',', p.shape)));
    }

    [Fact]
    public void Torch_ReadsBackWhatWasLoaded()
    {
        var model = new MlpSpecification(4, [3], 2);
        var values = model.Initialize(1);
        TorchRuntime.Use(1);
        using var torch = new TorchMlp(model);
        torch.Load(values);
        var read = new float[values.Length];
        torch.Read(read);
        Assert.Equal(values, read);
        TestFiles.Fails(ErrorCodes.DataMismatch, () => torch.Load(new float[3]), "Got 3", "wanted 23");
    }

    [Theory]
    [InlineData("relu")]
    [InlineData("tanh")]
    [InlineData("sigmoid")]
    public void Forward_AgreesWithTheFormula(string activation)
    {
        var model = MlpSpecification.Parse("mlp", 3, [4], 2, activation);
        var p = model.Initialize(2);
        float[] x = [0.5f, -1, 2];
        var hidden = new double[4];
        for (var i = 0; i < 4; i++)
        {
            double sum = p[12 + i];
            for (var j = 0; j < 3; j++) sum += p[i * 3 + j] * x[j];
            hidden[i] = activation switch { "relu" => Math.Max(0, sum), "tanh" => Math.Tanh(sum), _ => 1 / (1 + Math.Exp(-sum)) };
        }

        TorchRuntime.Use(1);
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var torch = new TorchMlp(model);
        torch.Load(p);
        var logits = torch.call(TorchSharp.torch.tensor(x, [1, 3])).data<float>().ToArray();

        for (var o = 0; o < 2; o++)
        {
            double sum = p[16 + 8 + o];
            for (var i = 0; i < 4; i++) sum += p[16 + o * 4 + i] * hidden[i];
            Assert.Equal(sum, logits[o], 1e-5);
        }
    }

    [Fact]
    public void Initialize_IsFixedByTheSeed_AndBoundedByTheFanIn()
    {
        var model = new MlpSpecification(100, [25], 3);
        var values = model.Initialize(7);
        Assert.Equal(values, model.Initialize(7));
        Assert.NotEqual(values, model.Initialize(8));
        Assert.All(values[..2525], v => Assert.InRange(v, -0.1f, 0.1f));
        Assert.All(values[2525..], v => Assert.InRange(v, -0.2f, 0.2f));
        Assert.Contains(values[2525..], v => Math.Abs(v) > 0.1f);
    }

    [Fact]
    public void Specification_OutOfRange_IsRefused()
    {
        Invalid(() => _ = new MlpSpecification(0, [], 2), "inputs is 0");
        Invalid(() => _ = new MlpSpecification(1, [0], 2), "hidden");
        Invalid(() => _ = new MlpSpecification(1, [], 1), "outputs is 1");
        Invalid(() => _ = new MlpSpecification(1 << 20, [1 << 20], 2), "more than");
        Invalid(() => MlpSpecification.Parse("cnn", 1, [], 2), "'cnn'");
        Invalid(() => MlpSpecification.Parse("mlp", 1, [], 2, "gelu"), "'gelu'");
        Invalid(() => MlpSpecification.Parse("logistic", 1, [3], 2), "no hidden layers");
    }

    private static void Invalid(Action action, string word) => TestFiles.Fails(ErrorCodes.PlanInvalid, action, word);
}
