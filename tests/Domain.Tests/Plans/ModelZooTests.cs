using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using Federated.Domain.Plans;

namespace Federated.Domain.Tests.Plans;

public sealed class ModelZooTests
{
    private static readonly string[] Blocks = [.. Regex.Matches(File.ReadAllText(Path.Combine(Repository(), "docs", "model-zoo.md")), "```json\n(.*?)```", RegexOptions.Singleline,
        TimeSpan.FromSeconds(5)).Select(match => match.Groups[1].Value)];

    private static readonly string[] Models = [.. Blocks.Where(block => !block.Contains("optimizer", StringComparison.Ordinal))];

    public static TheoryData<string> Documented => [.. Models];

    public static TheoryData<string, int, string> Kinds => new()
    {
        { """{"kind":"mlp","inputs":30,"hidden":[64],"outputs":2,"dropout":0.5}""", 30 * 64 + 64 + 64 * 2 + 2, "layers.1.bias" },
        { """{"kind":"cnn","shape":[1,8,8],"channels":[4],"outputs":3}""", 4 * 9 + 4 + 4 * 16 * 3 + 3, "layers.4.bias" },
        { """{"kind":"cnn","shape":[1,8,8],"channels":[4],"outputs":3,"normalization":"batch"}""", 4 * 9 + 4 + 4 * 4 + 4 * 16 * 3 + 3, "layers.5.bias" },
        { """{"kind":"rnn","inputs":5,"vocabulary":9,"width":3,"hidden":[4],"outputs":2}""", 27 + 12 + 16 + 8 + 10, "layers.2.bias" },
        { """{"kind":"gru","inputs":5,"vocabulary":9,"width":3,"hidden":[4],"outputs":2,"depth":2}""", 27 + (3 * (12 + 16 + 8)) + (3 * (16 + 16 + 8)) + 10, "layers.2.bias" },
        { """{"kind":"lstm","inputs":5,"vocabulary":9,"width":3,"hidden":[4],"outputs":2}""", 27 + (4 * (12 + 16 + 8)) + 10, "layers.2.bias" },
        { """{"kind":"transformer","inputs":5,"vocabulary":9,"width":4,"heads":2,"outputs":2}""", 36 + 20 + 16 + (4 * 20) + (4 * 16) + 16 + (16 * 4) + 4 + 8 + 10, "layers.5.bias" },
        { """{"kind":"gpt","inputs":5,"vocabulary":9,"width":4,"hidden":[6]}""", 36 + 20 + 16 + (4 * 20) + 24 + 6 + 24 + 4 + 8 + 36, "layers.4.weight" },
        { """{"kind":"autoencoder","inputs":6,"latent":2,"hidden":[4]}""", 28 + 10 + 12 + 30, "layers.6.bias" },
        { """{"kind":"recommender","users":5,"items":7,"factors":3}""", 2 * (15 + 21) + (6 * 3) + 3 + 6 + 1, "layers.0.output.bias" },
        { """{"kind":"gan","inputs":6,"latent":2,"hidden":[4]}""", 12 + 30 + 28 + 5, "discriminator.2.bias" },
    };

    public static TheoryData<string, string[]> Refused => new()
    {
        { """{"kind":"mlp","inputs":3,"hidden":[2],"outputs":1,"heads":2}""", ["model.heads", "'mlp' model does not take it", "belongs to gpt, transformer"] },
        { """{"kind":"cnn","shape":[28,28],"channels":[4],"outputs":2}""", ["model.shape is [28, 28]", "[channels, height, width]"] },
        { """{"kind":"cnn","shape":[1,28,28],"outputs":2}""", ["model.channels is absent", "a 'cnn' model needs it"] },
        { """{"kind":"cnn","inputs":9,"shape":[1,28,28],"channels":[4],"outputs":2}""", ["model.inputs is 9", "wanted 784"] },
        { """{"kind":"cnn","shape":[1,4,4],"channels":[4,4,4],"outputs":2}""", ["In layer 8 ('max-pool2d', of an input [4, 1, 1])", "kernel is 2", "at most 1"] },
        { """{"kind":"cnn","shape":[1,8,8],"channels":[6],"outputs":2,"normalization":"group","groups":4}""", ["In layer 1 ('group-norm'", "groups is 4", "divisor of the 6 channels"] },
        { """{"kind":"cnn","shape":[1,8,8],"channels":[6],"outputs":2,"normalization":"instance"}""", ["model.normalization is instance"] },
        { """{"kind":"lstm","inputs":4,"vocabulary":9,"width":2,"hidden":[3,3],"outputs":2}""", ["model.hidden is [3, 3]", "one size", "model.depth"] },
        { """{"kind":"transformer","inputs":4,"vocabulary":9,"width":6,"heads":4,"outputs":2}""", ["In layer 2 ('transformer-block', of an input [4, 6])", "heads is 4", "divisor of the width 6"] },
        { """{"kind":"gpt","inputs":4,"vocabulary":9,"width":6,"outputs":3}""", ["model.outputs is 3", "model.vocabulary"] },
        { """{"kind":"autoencoder","shape":[1,6,6],"latent":2,"channels":[4,4]}""", ["halved 2 times"] },
        { """{"kind":"recommender","users":3,"items":4,"factors":2,"inputs":3}""", ["model.inputs is 3"] },
        { """{"kind":"gan","inputs":4,"hidden":[2]}""", ["model.latent is absent"] },
        { """{"kind":"layers","inputs":4,"outputs":3}""", ["model.layers is absent"] },
        { """{"kind":"layers","inputs":4,"outputs":3,"layers":[{"layer":"linear","outputs":2}]}""", ["model.outputs is 3", "wanted 2"] },
        { """{"kind":"layers","inputs":4,"outputs":2,"layers":[{"layer":"linear","outputs":2},{"layer":"conv2d","outputs":2,"kernel":3}]}""", ["In layer 1 ('conv2d', of an input [2])", "an image"] },
        { """{"kind":"layers","inputs":4,"outputs":4,"layers":[{"layer":"residual","layers":[{"layer":"linear","outputs":3}]}]}""", ["In layer 0 ('residual'", "[3]", "[4]"] },
        { """{"kind":"layers","shape":[4,2],"outputs":4,"layers":[{"layer":"linear","outputs":2}]}""", ["loss 'cross-entropy' wants a vector"] },
    };

    [Fact]
    public void Zoo_DocumentsEveryKindAndLayer()
    {
        var text = File.ReadAllText(Path.Combine(Repository(), "docs", "model-zoo.md"));
        Assert.InRange(Models.Length, 10, 20);
        Assert.All(Layer.Kinds, kind => Assert.Contains($"`{kind}`", text, StringComparison.Ordinal));
        foreach (var kind in (string[])["logistic", "mlp", "cnn", "rnn", "lstm", "gru", "transformer", "gpt", "autoencoder", "recommender", "gan", "layers"])
            Assert.Contains($"`{kind}`", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Documented))]
    public void Example_OfTheDocumentation_IsAPlan(string model)
    {
        var plan = RunPlanFile.Parse(Plan(model));
        Assert.True(plan.Layout.ParameterCount > 0);
        Assert.True(plan.Specification.Inputs == plan.Model.Inputs);
    }

    [Theory]
    [MemberData(nameof(Documented))]
    public void Plan_WrittenAndReadBack_IsTheSame(string model)
    {
        var plan = RunPlanFile.Parse(Plan(model));
        var canonical = RunPlanFile.Canonical(plan);
        var again = JsonSerializer.Deserialize<RunPlan>(canonical, RunPlanFile.JsonOptions)!;
        Assert.Equal(plan.Model, again.Model);
        Assert.Equal(canonical, RunPlanFile.Canonical(again));
        Assert.NotEqual(plan.Model, again.Model with { Seed = 9 });
    }

    [Fact]
    public void Training_OfTheDocumentation_IsAPlan()
    {
        var training = Assert.Single(Blocks, block => block.Contains("optimizer", StringComparison.Ordinal));
        var plan = RunPlanFile.Parse(Plan("""{"kind":"logistic","inputs":4,"outputs":2}""", training));
        Assert.Equal("cosine", plan.Training.Schedule!.Kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Kind_HasTheParametersThatItsLayersHave(string model, int parameters, string last)
    {
        var specification = RunPlanFile.Parse(Plan(model)).Specification;
        Assert.Equal(parameters, specification.ParameterCount);
        Assert.Equal(last, specification.Layout.Tensors[^1].Name);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Model_ThatIsNone_IsRefusedWithThePlaceAndTheMend(string model, string[] texts)
    {
        var refusal = Assert.Throws<FederatedException>(() => RunPlanFile.Parse(Plan(model)));
        Assert.Equal(ErrorCodes.PlanInvalid, refusal.Code);
        Assert.All(texts, text => Assert.Contains(text, refusal.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"layer":"linaer","outputs":2}""")]
    [InlineData("""{"outputs":2}""")]
    public void Layer_Unknown_IsRefusedWithTheOnesThereAre(string layer)
    {
        var refusal = Assert.Throws<FederatedException>(() => RunPlanFile.Parse(Plan($$"""{"kind":"layers","inputs":4,"outputs":2,"layers":[{{layer}}]}""")));
        Assert.Equal(ErrorCodes.PlanUnreadable, refusal.Code);
        Assert.Contains("batch-norm, conv-transpose2d, conv2d", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Canonical_OfAPlanWithoutTheNewMembers_HasTheMembersItAlwaysHad()
    {
        var canonical = Encoding.UTF8.GetString(RunPlanFile.Canonical(RunPlanFile.Parse(Plan("""{"kind":"logistic","inputs":4,"outputs":2}"""))));
        Assert.Contains("""{"activation":"relu","hidden":[],"inputs":4,"kind":"logistic","outputs":2,"seed":1}""", canonical, StringComparison.Ordinal);
        Assert.Contains("""{"batchSize":32,"learningRate":0.1,"localEpochs":1,"momentum":0,"optimizer":"sgd","seed":1,"weightDecay":0}""", canonical, StringComparison.Ordinal);
    }

    [Fact]
    public void Embedding_PaddingsVector_StartsAsZeros()
    {
        var model = new ModelSpecification([3], [new EmbeddingLayer { Tokens = 4, Outputs = 5 }, new MeanPoolLayer(), new LinearLayer { Outputs = 2 }]);
        var values = model.InitialParameters(3);
        Assert.All(values[..5], value => Assert.Equal(0, value));
        Assert.All(values[5..20], value => Assert.NotEqual(0, value));
    }

    internal static string Plan(string model, string training = "{}", string privacy = """{"mode":"none"}""", string more = "") =>
        $$"""{"name":"zoo","model":{{model}},"training":{{training}},"privacy":{{privacy}},"cohort":{"size":3,"quorum":2},"rounds":5{{more}}}""";

    private static string Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Federated.sln"))) directory = directory.Parent!;
        return directory.FullName;
    }
}
