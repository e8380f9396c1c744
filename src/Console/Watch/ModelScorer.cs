using Federated.Domain.Errors;
using Federated.Domain.Metrics;
using Federated.Domain.Models;
using Federated.Domain.Models.Transfer;
using Federated.Domain.Plans;
using Federated.Training;
using Federated.Training.Data;
using Federated.Training.Metrics;

namespace Federated.ConsoleApp.Watch;

/// <summary>Measures models of one plan on data that no partner trained on.</summary>
public sealed class ModelScorer
{
    private readonly RunPlan _plan;
    private readonly ModelParts _parts;
    private readonly ModelSpecification _model;
    private readonly Dataset _heldOut;
    private float[]? _base;

    private ModelScorer(RunPlan plan, Dataset raw)
    {
        if (!TorchRuntime.IsAvailable(out var reason))
            throw new FederatedException(ErrorCodes.TorchUnavailable, reason!);
        _plan = plan;
        _parts = plan.Parts;
        _model = _parts.Model;
        _heldOut = PlanData.Inputs(plan.Data, raw);
        if (_heldOut.FeatureCount != plan.Model.Inputs || raw.LargestLabel >= ClassOutputs.Classes(plan.Model.Outputs))
        {
            throw new FederatedException(ErrorCodes.DataMismatch,
                $"The held-out data give {_heldOut.FeatureCount} model inputs and labels up to {raw.LargestLabel}; the plan wants {plan.Model.Inputs} inputs and labels below {plan.Model.Outputs}.");
        }
    }

    /// <summary>The number of held-out examples.</summary>
    public int Examples => _heldOut.Count;

    /// <summary>Held-out images and labels.</summary>
    /// <exception cref="FederatedException">FED-1501, FED-1502 or FED-1504.</exception>
    public static ModelScorer FromIdx(RunPlan plan, string images, string labels) => new(plan, IdxReader.Read(images, labels, plan.Model.Outputs));

    /// <summary>Held-out rows of a CSV file.</summary>
    /// <exception cref="FederatedException">FED-1501, FED-1502 or FED-1504.</exception>
    public static ModelScorer FromCsv(RunPlan plan, string csv) => new(plan, new ExampleReader(plan.Data, plan.Model.Outputs, Pseudonyms.Passing()).Csv(csv).Data);

    /// <summary>Held-out examples with raw features.</summary>
    /// <exception cref="FederatedException">FED-1502 or FED-1504.</exception>
    public static ModelScorer FromRaw(RunPlan plan, Dataset raw) => new(plan, raw);

    /// <summary>Fetches the base that the parts of a run's models belong to, where the plan names one; scoring wants it.</summary>
    /// <param name="fetch">A model's file by its hash.</param>
    public async Task LoadBaseAsync(Func<ContentHash, Task<byte[]>> fetch)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        if (_plan.Model.Transfer?.Base is { } start)
            _base = ModelFile.Read(await fetch(start), _model.Layout);
    }

    /// <summary>The share of held-out examples that the model classifies correctly, 0 to 1.</summary>
    /// <param name="file">A safetensors file of the plan's model.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<double> ScoreAsync(byte[] file, CancellationToken cancellationToken) => Task.Run(
        () => Evaluator.Evaluate(_model, Whole(file), _heldOut, cancellation: cancellationToken).Accuracy, cancellationToken);

    /// <summary>Accuracy, loss and the number of held-out examples.</summary>
    /// <param name="file">A safetensors file of the plan's model.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<Evaluation> EvaluateAsync(byte[] file, CancellationToken cancellationToken) => Task.Run(
        () => Evaluator.Evaluate(_model, Whole(file), _heldOut, cancellation: cancellationToken), cancellationToken);

    /// <summary>The whole model; what is personal is the base's, for what partners have of their own stays with them.</summary>
    private float[] Whole(byte[] file)
    {
        var shared = ModelFile.Read(file, _parts.Shared);
        if (_parts.IsWhole)
            return shared;
        if (_plan.Model.Transfer!.Base is { } start && _base is null)
            throw new FederatedException(ErrorCodes.ModelUnknown, $"Got parts of a model, wanted their base {start} as well. Measure them where the base can be fetched.");
        return _parts.Compose(_base ?? _model.InitialParameters(_plan.Model.Seed), shared, []);
    }
}
