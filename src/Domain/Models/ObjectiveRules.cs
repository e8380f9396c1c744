using Federated.Domain.Errors;
using Federated.Domain.Models.Layers;

namespace Federated.Domain.Models;

/// <summary>What an objective asks of the shape that a model makes.</summary>
internal static class ObjectiveRules
{
    /// <exception cref="FederatedException">FED-1001: the objective cannot be computed of the model's result.</exception>
    internal static void Check(ModelSpecification model)
    {
        var output = model.Layers[^1].Output;
        var got = $"[{string.Join(", ", output)}]";
        switch (model.Objective)
        {
            case Objective.CrossEntropy:
                Require(output.Length == 1, model, got, "a vector [classes]: end with a linear layer, after flatten, a pool or a recurrent layer");
                break;
            case Objective.BinaryCrossEntropy:
                Require(output is [1], model, got, "[1], one logit: give the last layer one output");
                break;
            case Objective.MeanSquaredError or Objective.MeanAbsoluteError or Objective.Huber:
                Require(output.Length == 1, model, got, "a vector [targets]: end with a linear layer, after flatten, a pool or a recurrent layer");
                break;
            case Objective.Reconstruction:
                Require(Values(model.Layers[^1]) == model.Inputs, model, got, $"as many values as an example has: {model.Inputs}");
                break;
            case Objective.NextToken:
                Require(model.Layers[0].Layer is EmbeddingLayer, model, $"{got} of a model that begins with '{model.Layers[0].Layer.Kind}'", "a model that begins with an embedding of tokens");
                var tokens = ((EmbeddingLayer)model.Layers[0].Layer).Tokens;
                Require(output.Length == 2 && output[0] == model.Input[0] && output[1] == tokens && model.Input[0] >= 2, model, got,
                    $"[{model.Input[0]}, {tokens}], one logit per token of the vocabulary at each of 2 positions or more");
                break;
            case Objective.Adversarial:
                Require(model.Layers[0].Layer is GeneratorLayer && output is [1] && model.Layers[1..].Any(layer => layer.Tensors.Length > 0), model, got,
                    "a generator layer first, and after it layers that make one logit of an example");
                break;
            default:
                break;
        }
    }

    private static long Values(PlacedLayer layer) => layer.Output.Aggregate(1L, static (product, size) => product * size);

    private static void Require(bool holds, ModelSpecification model, string got, string wanted)
    {
        if (!holds)
            throw new FederatedException(ErrorCodes.PlanInvalid, $"The model makes {got} of an example; loss '{ObjectiveNames.Of(model.Objective)}' wants {wanted}.");
    }
}
