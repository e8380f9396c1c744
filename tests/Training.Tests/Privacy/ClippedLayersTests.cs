using System.Collections.Immutable;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using Federated.Domain.Plans;
using Federated.Domain.Plans.Kinds;
using Federated.Domain.Privacy;
using Federated.Training.Models;
using Federated.Training.Privacy;
using static TorchSharp.torch;

namespace Federated.Training.Tests.Privacy;

/// <summary>No layer and no kind is forgotten: each has its rules, or modes with clipped records refuse it, and torch does too.</summary>
public sealed class ClippedLayersTests
{
    private static readonly Dictionary<string, (ImmutableArray<int> Input, Layer Layer)> Samples = new()
    {
        ["linear"] = ([6], new LinearLayer { Outputs = 3 }),
        ["activation"] = ([6], new ActivationLayer { Function = Activation.Tanh }),
        ["conv2d"] = ([2, 8, 8], new Conv2dLayer { Outputs = 3, Kernel = 3, Padding = 1 }),
        ["conv-transpose2d"] = ([2, 4, 4], new ConvTranspose2dLayer { Outputs = 3, Kernel = 4, Stride = 2, Padding = 1 }),
        ["max-pool2d"] = ([2, 8, 8], new MaxPool2dLayer { Kernel = 2 }),
        ["avg-pool2d"] = ([2, 8, 8], new AvgPool2dLayer { Kernel = 2 }),
        ["global-pool"] = ([2, 8, 8], new GlobalPoolLayer()),
        ["flatten"] = ([2, 8, 8], new FlattenLayer()),
        ["reshape"] = ([8], new ReshapeLayer { Shape = [2, 4] }),
        ["dropout"] = ([6], new DropoutLayer { Rate = 0.5 }),
        ["batch-norm"] = ([6], new BatchNormLayer()),
        ["group-norm"] = ([4, 3, 3], new GroupNormLayer { Groups = 2 }),
        ["layer-norm"] = ([5, 4], new LayerNormLayer()),
        ["embedding"] = ([5], new EmbeddingLayer { Tokens = 7, Outputs = 4 }),
        ["positional-embedding"] = ([5, 4], new PositionalEmbeddingLayer()),
        ["rnn"] = ([5, 4], new RnnLayer { Outputs = 3 }),
        ["lstm"] = ([5, 4], new LstmLayer { Outputs = 3, Depth = 2 }),
        ["gru"] = ([5, 4], new GruLayer { Outputs = 3, Sequence = true }),
        ["mean-pool"] = ([5, 4], new MeanPoolLayer()),
        ["transformer-block"] = ([5, 4], new TransformerBlockLayer { Heads = 2 }),
        ["matrix-factorisation"] = ([2], new MatrixFactorisationLayer { Users = 3, Items = 4, Factors = 2, Hidden = [3] }),
        ["sequential"] = ([6], new SequentialLayer { Layers = [new LinearLayer { Outputs = 3 }] }),
        ["residual"] = ([6], new ResidualLayer { Layers = [new LinearLayer { Outputs = 6 }] }),
        ["generator"] = ([6], new GeneratorLayer { Latent = 2, Layers = [new LinearLayer { Outputs = 6 }] }),
    };

    public static TheoryData<string> Layers => [.. Layer.Kinds];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Layer_WithParameters_HasARuleForEveryOneOrIsRefused(string kind)
    {
        var (input, layer) = Samples[kind];
        Assert.Equal(kind, layer.Kind);
        var specification = new ModelSpecification(input, [layer, new FlattenLayer(), new LinearLayer { Outputs = 1 }], kind == "generator" ? Objective.Adversarial : Objective.CrossEntropy);
        using var scope = NewDisposeScope();
        using var model = new TorchModel(specification, ScalarType.Float64, trained: false);
        model.Load(specification.InitialParameters(1));
        var tape = new ClippingTape();
        var pass = new ForwardPass { Tape = tape };
        if (Refused(specification))
        {
            // A layer without parameters takes nothing from a tape; what refuses it are the plan's rules alone.
            if (layer.Tensors(input).Length > 0)
                TestFiles.Fails(ErrorCodes.PlanInvalid, () => model.Forward(ones([3, specification.Inputs], dtype: ScalarType.Float64), pass), kind);
            return;
        }

        using var output = model.Forward(ones([3, specification.Inputs], dtype: ScalarType.Float64), pass);
        var used = tape.Sites.SelectMany(site => site.Parameters).ToHashSet(ReferenceEqualityComparer.Instance);
        Assert.All(model.Ordered, parameter => Assert.Contains(parameter, used));
        Assert.Equal(model.Ordered.Count, used.Count);
        var gradients = autograd.grad([output.sum()], [.. tape.Sites.Select(site => site.Output)]);
        Assert.All(gradients.Zip(tape.Sites), pair => Assert.Equal([3L], pair.Second.SquaredNorms(pair.First).shape));
    }

    [Theory]
    [InlineData("batch-norm")]
    [InlineData("dropout")]
    [InlineData("generator")]
    public void Layer_WithoutRule_IsRefusedAtTheLaunchWithAReason(string kind)
    {
        var (input, layer) = Samples[kind];
        Assert.True(Refused(new ModelSpecification(input, [layer, new LinearLayer { Outputs = 1 }], kind == "generator" ? Objective.Adversarial : Objective.CrossEntropy)));
    }

    [Fact]
    public void Kinds_EveryOne_IsTestedUnderClippingOrRefused()
    {
        var kinds = typeof(ModelKinds).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
        Assert.Equal([ModelKinds.Gan], kinds.Except(PrivateModels.Kinds));
    }

    [Fact]
    public void Tape_ParameterUsedTwice_IsRefused()
    {
        using var scope = NewDisposeScope();
        var tape = new ClippingTape();
        var weight = ones([4, 4], dtype: ScalarType.Float64);
        var once = LinearSite.Apply(ones([2, 4], dtype: ScalarType.Float64), weight, null, tape);
        Assert.Throws<InvalidOperationException>(() => LinearSite.Apply(once, weight, null, tape));
    }

    /// <summary>What every mode with clipped records says, by the model alone.</summary>
    private static bool Refused(ModelSpecification specification)
    {
        var plan = new RunPlan
        {
            Name = "layers",
            Model = new()
            {
                Kind = ModelKinds.Layers, Shape = specification.Input, Layers = [.. specification.Layers.Select(placed => placed.Layer)],
                Outputs = specification.Objective == Objective.Adversarial ? specification.Inputs : specification.Outputs,
            },
            Training = new() { Loss = specification.Objective },
            Privacy = new() { Mode = PrivacyPlan.RecordCentral },
            Cohort = new() { Size = 1, Quorum = 1 },
            Rounds = 1,
        };
        var verdicts = new[] { PrivacyPlan.RecordCentral, PrivacyPlan.RecordLocal }.Select(mode => ModeRules.Table
            .Where(rule => rule.Mode == mode && rule.Member is "model" or "training.loss").Any(rule => rule.Mode == mode && !rule.Holds(plan))).Distinct();
        return Assert.Single(verdicts);
    }
}
