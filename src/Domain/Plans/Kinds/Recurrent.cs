using Federated.Domain.Models;
using Federated.Domain.Models.Layers;

namespace Federated.Domain.Plans.Kinds;

/// <summary>
/// The kinds <c>rnn</c>, <c>lstm</c> and <c>gru</c>: classifiers of texts. Token vectors, the recurrent network, its state at the last
/// token that is not padding, dropout, and a linear layer.
/// </summary>
internal static class Recurrent
{
    internal static ModelKind RnnKind { get; } = Of(ModelKinds.Rnn, (outputs, depth) => new RnnLayer { Outputs = outputs, Depth = depth });

    internal static ModelKind LstmKind { get; } = Of(ModelKinds.Lstm, (outputs, depth) => new LstmLayer { Outputs = outputs, Depth = depth });

    internal static ModelKind GruKind { get; } = Of(ModelKinds.Gru, (outputs, depth) => new GruLayer { Outputs = outputs, Depth = depth });

    private static ModelKind Of(string name, Func<int, int, Layer> cell) =>
        new(name, ["vocabulary", "width", "hidden", "depth", "dropout"], ModelKind.Supervised, (plan, loss) => Build(plan, loss, cell));

    private static ModelSpecification Build(ModelPlan plan, Objective loss, Func<int, int, Layer> cell)
    {
        ModelKind.Require(plan.Inputs >= 1, "inputs", plan.Inputs, "the number of tokens of an example, 1 or more");
        ModelKind.Require(plan.Hidden.Length == 1, "hidden", $"[{string.Join(", ", plan.Hidden)}]", "one size, that of the recurrent state; model.depth says how many networks are on top of each other");
        ModelKind.Require(plan.Outputs >= 1, "outputs", plan.Outputs, "1 or more");
        var layers = new List<Layer>
        {
            new EmbeddingLayer { Tokens = ModelKind.Need(plan, plan.Vocabulary, "vocabulary"), Outputs = ModelKind.Need(plan, plan.Width, "width") },
            cell(plan.Hidden[0], plan.Depth ?? 1),
        };
        FullyConnected.AddDropout(layers, plan);
        layers.Add(new LinearLayer { Outputs = plan.Outputs });
        return new([plan.Inputs], [.. layers], loss);
    }
}
