using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using Federated.Training.Models;

namespace Federated.Training.Tests.Models;

public sealed class GeneratedExamplesTests
{
    private static readonly ModelSpecification Model = new([3],
    [
        new GeneratorLayer { Name = "generator", Latent = 2, Layers = [new LinearLayer { Outputs = 3 }, new ActivationLayer { Function = Activation.Tanh }] },
        new SequentialLayer { Name = "discriminator", Layers = [new LinearLayer { Outputs = 1 }] },
    ], Objective.Adversarial);

    [Fact]
    public void Make_IsWhatTheGeneratorMakesOfTheSeedsNoise()
    {
        var parameters = Model.InitialParameters(1);

        var made = GeneratedExamples.Make(Model, parameters, 5, seed: 3);

        Assert.Equal(15, made.Length);
        Assert.All(made, value => Assert.InRange(value, -1, 1));
        Assert.Equal(made, GeneratedExamples.Make(Model, parameters, 5, seed: 3));
        Assert.NotEqual(made, GeneratedExamples.Make(Model, parameters, 5, seed: 4));
        Assert.NotEqual(made[..3], made[3..6]);
    }

    [Fact]
    public void Make_WithoutWeights_IsTheActivatedBias()
    {
        var parameters = new float[Model.ParameterCount];
        parameters.AsSpan(Model.Layout.OffsetOf("generator.0.bias"), 3).Fill(10);

        Assert.All(GeneratedExamples.Make(Model, parameters, 2, seed: 1), value => Assert.Equal(MathF.Tanh(10), value, 1e-5f));
    }

    [Fact]
    public void Make_OfAModelWithoutAGenerator_IsRefused()
    {
        var model = ModelSpecification.Logistic(2, 2);

        var refused = Assert.Throws<FederatedException>(() => GeneratedExamples.Make(model, model.InitialParameters(1), 1, seed: 1));

        Assert.Equal(ErrorCodes.PlanInvalid, refused.Code);
    }
}
