using Federated.Domain.Errors;
using Federated.Training.Data;
using Federated.Training.Models;

namespace Federated.Training.Trainers;

/// <summary>Whether parameters and data belong to a model; asked before torch sees either.</summary>
internal static class ModelFit
{
    internal static void Check(MlpSpecification model, int parameters, Dataset dataset)
    {
        if (parameters != model.ParameterCount)
            throw Mismatch($"Got {parameters} parameters, wanted {model.ParameterCount} as the model has. Use the parameters of this model.");
        if (dataset.Count == 0)
            throw Mismatch("The dataset is empty. Point the node at data with at least one example.");
        if (dataset.FeatureCount != model.Inputs)
            throw Mismatch($"The data has {dataset.FeatureCount} features, the model wants {model.Inputs}. Correct the declared columns or the plan's inputs.");
        if (dataset.LargestLabel >= model.Outputs)
            throw Mismatch($"The data has a label {dataset.LargestLabel}, the model has {model.Outputs} outputs and wants labels below that. Correct the classes or the plan's outputs.");
    }

    private static FederatedException Mismatch(string message) => new(ErrorCodes.DataMismatch, message);
}
