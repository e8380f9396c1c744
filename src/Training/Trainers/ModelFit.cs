using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Training.Data;
using Federated.Training.Objectives;

namespace Federated.Training.Trainers;

/// <summary>Whether parameters and data belong to a model; asked before torch sees either.</summary>
internal static class ModelFit
{
    internal static void Check(ModelSpecification model, int parameters, Dataset dataset)
    {
        if (parameters != model.ParameterCount)
            throw Mismatch($"Got {parameters} parameters, wanted {model.ParameterCount} as the model has. Use the parameters of this model.");
        if (dataset.Count == 0)
            throw Mismatch("The dataset is empty. Point the node at data with at least one example.");
        TorchObjective.Of(model.Objective).Check(model, dataset);
    }

    private static FederatedException Mismatch(string message) => new(ErrorCodes.DataMismatch, message);
}
