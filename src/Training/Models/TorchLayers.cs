using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using Federated.Training.Models.Layers;
using static TorchSharp.torch;

namespace Federated.Training.Models;

/// <summary>The torch layer of every declared layer.</summary>
internal static class TorchLayers
{
    /// <param name="placed">What was declared.</param>
    /// <param name="type">Element type of its parameters.</param>
    /// <param name="trained">False where no gradient of a parameter is ever asked for.</param>
    /// <exception cref="FederatedException">FED-1001: there is none.</exception>
    internal static TorchLayer Create(PlacedLayer placed, ScalarType type, bool trained) => placed.Layer switch
    {
        LinearLayer => new TorchLinear(placed, type, trained),
        ActivationLayer activation => new TorchActivation(activation.Function),
        var other => throw new FederatedException(ErrorCodes.PlanInvalid, $"The training library has no layer for {other.GetType().Name}."),
    };
}
