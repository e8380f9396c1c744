using Federated.Training.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.Training.Trainers;

/// <summary>
/// What a federated method adds to every local gradient before the optimiser sees it: the proximal term mu (w - w_global)
/// of FedProx. Its tensors live as long as the dispose scope that it was made in.
/// </summary>
internal sealed class GradientShift
{
    private readonly Parameter[] _parameters;
    private readonly Tensor[] _anchors;
    private readonly double _mu;

    private GradientShift(TorchMlp model, double mu)
    {
        _mu = mu;
        _parameters = [.. model.parameters()];
        _anchors = Array.ConvertAll(_parameters, parameter => parameter.detach().clone());
    }

    /// <summary>The shift that the options ask for, or null for none; the model holds the global parameters now.</summary>
    internal static GradientShift? Of(TorchMlp model, LocalTrainingOptions options) =>
        options.ProximalMu == 0 ? null : new(model, options.ProximalMu);

    /// <summary>Adds it to the gradients as they stand.</summary>
    internal void Apply()
    {
        using var quiet = no_grad();
        for (var i = 0; i < _parameters.Length; i++)
        {
            using var gradient = _parameters[i].grad!;
            using var away = _parameters[i].sub(_anchors[i]);
            gradient.add_(away, _mu);
        }
    }
}
