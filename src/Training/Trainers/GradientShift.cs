using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Training.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.Training.Trainers;

/// <summary>
/// What a federated method adds to every local gradient before the optimiser sees it: the proximal term mu (w - w_global)
/// of FedProx, the correction c - c_i of SCAFFOLD. Its tensors live as long as the dispose scope that it was made in.
/// </summary>
internal sealed class GradientShift
{
    private readonly Parameter[] _parameters;
    private readonly Tensor[] _anchors;
    private readonly Tensor[] _corrections;
    private readonly double _mu;

    private GradientShift(TorchModel model, LocalTrainingOptions options)
    {
        _mu = options.ProximalMu;
        (Parameter Parameter, ParameterTensor Slot)[] trained = [.. model.Trained.Where(pair => pair.Parameter.requires_grad)];
        _parameters = [.. trained.Select(pair => pair.Parameter)];
        _anchors = _mu == 0 ? []
            : options.Anchor is { } anchor ? Split(model.Specification, [.. trained.Select(pair => pair.Slot)], anchor)
            : Array.ConvertAll(_parameters, parameter => parameter.detach().clone());
        _corrections = options.Correction is { } correction ? Split(model.Specification, [.. trained.Select(pair => pair.Slot)], correction) : [];
    }

    /// <summary>The shift that the options ask for, or null for none; the model holds the global parameters now.</summary>
    /// <exception cref="FederatedException">The correction has not the model's length (<see cref="ErrorCodes.DataMismatch"/>).</exception>
    internal static GradientShift? Of(TorchModel model, LocalTrainingOptions options) =>
        options is { ProximalMu: 0, Correction: null } ? null : new(model, options);

    /// <summary>Adds it to the gradients as they stand.</summary>
    internal void Apply()
    {
        using var quiet = no_grad();
        for (var i = 0; i < _parameters.Length; i++)
        {
            using var gradient = _parameters[i].grad!;
            if (_corrections.Length > 0)
                gradient.add_(_corrections[i]);
            if (_anchors.Length == 0)
                continue;
            using var away = _parameters[i].sub(_anchors[i]);
            gradient.add_(away, _mu);
        }
    }

    private static Tensor[] Split(ModelSpecification model, ParameterTensor[] slots, float[] correction)
    {
        if (correction.Length != model.ParameterCount)
        {
            throw new FederatedException(ErrorCodes.DataMismatch,
                $"Got a correction of {correction.Length} values, wanted {model.ParameterCount} as the model has. Use the control variates of this model.");
        }

        return [.. slots.Select(slot => tensor(correction.AsMemory(model.Layout.OffsetOf(slot.Name), slot.Count), [.. slot.Shape.Select(size => (long)size)]))];
    }
}
