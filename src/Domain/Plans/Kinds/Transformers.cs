using Federated.Domain.Models;
using Federated.Domain.Models.Layers;

namespace Federated.Domain.Plans.Kinds;

/// <summary>
/// The kinds <c>transformer</c>, a classifier of texts by the mean of an encoder's states, and <c>gpt</c>, a causal language model:
/// vectors of tokens and positions, blocks that are normalised first, a last normalization and a linear layer.
/// </summary>
internal static class Transformers
{
    private const double Deviation = 0.02;

    internal static ModelKind ClassifierKind { get; } =
        new(ModelKinds.Transformer, ["vocabulary", "width", "depth", "heads", "hidden", "dropout"], ModelKind.Supervised, Classifier);

    internal static ModelKind LanguageKind { get; } =
        new(ModelKinds.Gpt, ["vocabulary", "width", "depth", "heads", "hidden", "dropout"], [Objective.NextToken], Language);

    private static ModelSpecification Classifier(ModelPlan plan, Objective loss)
    {
        ModelKind.Require(plan.Outputs >= 1, "outputs", plan.Outputs, "1 or more");
        return new([plan.Inputs], [.. Blocks(plan, causal: false), new MeanPoolLayer(), new LinearLayer { Outputs = plan.Outputs }], loss);
    }

    private static ModelSpecification Language(ModelPlan plan, Objective loss)
    {
        var blocks = Blocks(plan, causal: true);
        ModelKind.Require(plan.Outputs == plan.Vocabulary, "outputs", plan.Outputs, "absent, or model.vocabulary: one logit per token");
        return new([plan.Inputs], [.. blocks, new LinearLayer { Outputs = plan.Vocabulary!.Value, Bias = false }], loss);
    }

    private static List<Layer> Blocks(ModelPlan plan, bool causal)
    {
        ModelKind.Require(plan.Inputs >= 1, "inputs", plan.Inputs, "the number of tokens of an example, 1 or more");
        ModelKind.Require(plan.Hidden.Length <= 1, "hidden", $"[{string.Join(", ", plan.Hidden)}]", "at most one size, that of the feed-forward half of a block");
        ModelKind.Require(plan.Depth is null or (>= 1 and <= 256), "depth", plan.Depth ?? 1, "1 to 256");
        var layers = new List<Layer>
        {
            new EmbeddingLayer { Tokens = ModelKind.Need(plan, plan.Vocabulary, "vocabulary"), Outputs = ModelKind.Need(plan, plan.Width, "width"), Deviation = Deviation },
            new PositionalEmbeddingLayer { Deviation = Deviation },
        };
        FullyConnected.AddDropout(layers, plan);
        for (var i = 0; i < (plan.Depth ?? 1); i++)
        {
            layers.Add(new TransformerBlockLayer
            {
                Heads = plan.Heads ?? 1,
                Hidden = plan.Hidden is [var hidden] ? hidden : null,
                Dropout = plan.Dropout ?? 0,
                Causal = causal,
                Activation = plan.Activation,
            });
        }

        layers.Add(new LayerNormLayer());
        return layers;
    }
}
