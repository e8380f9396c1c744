using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Plans.Kinds;
using Federated.Training.Data;
using Federated.Training.Randomness;

namespace Federated.Training.Tests.Privacy;

/// <summary>A small model of every kind that modes with clipped records admit, and examples for it.</summary>
internal static class PrivateModels
{
    private static readonly (string Name, ModelPlan Plan, Objective? Loss)[] All =
    [
        ("logistic", new() { Kind = ModelKinds.Logistic, Inputs = 6, Outputs = 3 }, null),
        ("mlp", new() { Kind = ModelKinds.Mlp, Inputs = 6, Hidden = [9, 5], Outputs = 3, Activation = Activation.Tanh }, null),
        ("mlp squared error", new() { Kind = ModelKinds.Mlp, Inputs = 6, Hidden = [7], Outputs = 1 }, Objective.MeanSquaredError),
        ("mlp absolute error", new() { Kind = ModelKinds.Mlp, Inputs = 6, Hidden = [7], Outputs = 1 }, Objective.MeanAbsoluteError),
        ("mlp huber", new() { Kind = ModelKinds.Mlp, Inputs = 6, Hidden = [7], Outputs = 1 }, Objective.Huber),
        ("mlp binary", new() { Kind = ModelKinds.Mlp, Inputs = 6, Hidden = [7], Outputs = 1 }, Objective.BinaryCrossEntropy),
        ("cnn", new() { Kind = ModelKinds.Cnn, Shape = [2, 8, 8], Channels = [3, 5], Outputs = 3 }, null),
        ("cnn group", new() { Kind = ModelKinds.Cnn, Shape = [1, 8, 8], Channels = [4], Normalization = "group", Groups = 2, Hidden = [6], Outputs = 3 }, null),
        ("cnn layer", new() { Kind = ModelKinds.Cnn, Shape = [1, 8, 8], Channels = [4], Normalization = "layer", Outputs = 3 }, null),
        ("rnn", new() { Kind = ModelKinds.Rnn, Inputs = 6, Vocabulary = 9, Width = 4, Hidden = [5], Depth = 2, Outputs = 3 }, null),
        ("lstm", new() { Kind = ModelKinds.Lstm, Inputs = 6, Vocabulary = 9, Width = 4, Hidden = [5], Depth = 2, Outputs = 3 }, null),
        ("gru", new() { Kind = ModelKinds.Gru, Inputs = 6, Vocabulary = 9, Width = 4, Hidden = [5], Depth = 2, Outputs = 3 }, null),
        ("transformer", new() { Kind = ModelKinds.Transformer, Inputs = 6, Vocabulary = 9, Width = 8, Heads = 2, Depth = 2, Hidden = [12], Outputs = 3 }, null),
        ("gpt", new() { Kind = ModelKinds.Gpt, Inputs = 6, Vocabulary = 9, Width = 8, Heads = 2, Depth = 1 }, null),
        ("autoencoder", new() { Kind = ModelKinds.Autoencoder, Inputs = 8, Hidden = [6], Latent = 3 }, null),
        ("autoencoder of images", new() { Kind = ModelKinds.Autoencoder, Shape = [1, 8, 8], Channels = [3, 4], Latent = 5 }, null),
        ("recommender", new() { Kind = ModelKinds.Recommender, Users = 5, Items = 7, Factors = 4, Hidden = [6] }, Objective.BinaryCrossEntropy),
        ("layers", new() { Kind = ModelKinds.Layers, Inputs = 6, Outputs = 3, Layers = [new Domain.Models.Layers.LayerNormLayer(), new Domain.Models.Layers.LinearLayer { Outputs = 3, Bias = false }] }, null),
    ];

    internal static TheoryData<string> Names => [.. All.Select(entry => entry.Name)];

    /// <summary>The kinds among them.</summary>
    internal static IEnumerable<string> Kinds => All.Select(entry => entry.Plan.Kind).Distinct(StringComparer.Ordinal);

    internal static ModelPlan Plan(string name) => All.Single(entry => string.Equals(entry.Name, name, StringComparison.Ordinal)).Plan;

    internal static ModelSpecification Specification(string name)
    {
        var (_, plan, loss) = All.Single(entry => string.Equals(entry.Name, name, StringComparison.Ordinal));
        return ModelKinds.Build(plan, loss);
    }

    internal static bool ReadsTokens(string name) => Plan(name).Vocabulary is not null || Plan(name).Users is not null;

    /// <summary>Parameters that differ from their start, so that gains are not one and shifts not zero.</summary>
    internal static float[] Parameters(ModelSpecification model, ulong seed = 4)
    {
        var random = new DeterministicRandom(seed);
        return [.. model.InitialParameters(seed).Select(value => value + 0.1f * (float)random.NextGaussian())];
    }

    /// <summary>Examples that fit: texts of different lengths, one of them empty, with words twice; pairs of ids; or numbers.</summary>
    internal static Dataset Data(string name, int count, ulong seed = 3)
    {
        var (plan, model, random) = (Plan(name), Specification(name), new DeterministicRandom(seed));
        var width = model.Inputs;
        var values = new float[count * width];
        var labels = new long[count];
        var targets = new float[count];
        var classes = model.Objective == Objective.BinaryCrossEntropy ? 2 : 3;
        for (var i = 0; i < count; i++)
        {
            labels[i] = random.NextBelow(classes);
            targets[i] = (float)random.NextGaussian();
            var length = i == 3 ? 0 : 1 + random.NextBelow(width);
            for (var j = 0; j < width; j++)
            {
                values[i * width + j] = plan switch
                {
                    { Vocabulary: { } tokens } => j < length ? 1 + random.NextBelow(tokens - 1) : 0,
                    { Users: { } users, Items: { } items } => random.NextBelow(j == 0 ? users : items),
                    _ => (float)random.NextGaussian(),
                };
            }
        }

        return new Dataset(values, width, labels, targets);
    }
}
