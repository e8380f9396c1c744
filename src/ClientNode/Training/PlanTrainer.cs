using System.Globalization;
using System.Numerics.Tensors;
using Federated.ClientNode.Privacy;
using Federated.Domain.Agreements;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Strategies;
using Federated.Protocol.Work;
using Federated.Training.Data;
using Federated.Training.Metrics;
using Federated.Training.Trainers;

namespace Federated.ClientNode.Training;

/// <summary>
/// Trains as a plan and its privacy mode say, with the Training library, or counts for a query. The batch order is seeded by the plan's seed, the
/// partner's name and the round, and secret samples by the node's secret, so a restart repeats them to the bit.
/// </summary>
/// <param name="data">The partner's data.</param>
/// <param name="partner">Whose node.</param>
/// <param name="secret">The node's sampling secret.</param>
/// <param name="controls">The node's control variates, for SCAFFOLD.</param>
/// <param name="threads">Threads of libtorch.</param>
/// <param name="residuals">Where error feedback keeps what a codec left out; null for none.</param>
/// <param name="own">Where the partner's own models are kept; null for nowhere, and then no run may have any.</param>
public sealed class PlanTrainer(
    IPartnerData data, PartnerName partner, NodeSecret secret, ControlVariates controls, int threads, ResidualStore? residuals = null,
    PersonalModels? own = null) : IPlanTrainer, IDisposable
{
    private readonly PreparedData _prepared = new();
    private readonly UpdateCoder _coder = new(partner, residuals);

    /// <inheritdoc/>
    public TrainedUpdate Train(Assignment assignment, ReadOnlyMemory<byte> model, CancellationToken cancellationToken) => Train(assignment, model, default, cancellationToken);

    /// <inheritdoc/>
    public TrainedUpdate Train(Assignment assignment, ReadOnlyMemory<byte> model, ReadOnlyMemory<byte> foundation, CancellationToken cancellationToken)
    {
        var plan = assignment.Plan;
        if (plan.Query?.Evaluation is not null)
            return EvaluationUpdate.Measure(assignment, partner, model, data, threads, cancellationToken);
        if (plan.Query is not null)
        {
            return data.Source is { } source
                ? QueryUpdate.Count(assignment, partner, source, cancellationToken)
                : throw new FederatedException(ErrorCodes.DataMismatch, "A query counts the records of files, and this node's data are not in files.");
        }

        var layouts = RunLayouts.Of(plan);
        var published = ModelFile.Read(model.Span, layouts.Published);
        var global = published[..layouts.Model.ParameterCount];
        var dataset = data.Load(plan);
        CheckAgreedSize(plan, dataset);
        var (delta, summary) = plan.Privacy.Mode switch
        {
            PrivacyPlan.RecordCentral => (
                RecordCentralUpdate.Sum(assignment, partner, global, _prepared.Of(dataset), secret, threads, cancellationToken),
                "summed the clipped gradients of a secret sample"),
            PrivacyPlan.RecordLocal => (
                Difference(RecordLocalUpdate.Parameters(assignment, partner, global, _prepared.Of(dataset), secret, threads, cancellationToken), global),
                string.Create(CultureInfo.InvariantCulture, $"trained {PrivacySchedule.LocalSteps(plan)} noised steps")),
            _ => LocalEpochs(assignment, layouts.Model, global, published[global.Length..], foundation, dataset, cancellationToken),
        };

        var weight = Weight(plan, dataset);
        var file = _coder.Code(assignment, layouts.Update, delta, weight);
        return new(file, weight, string.Create(CultureInfo.InvariantCulture, $"{summary}; update of {file.Length} bytes is in the outbox"));
    }

    /// <inheritdoc/>
    public void Dispose() => _prepared.Dispose();

    private (float[] Delta, string Summary) LocalEpochs(
        Assignment assignment, ParameterLayout layout, float[] global, float[] control, ReadOnlyMemory<byte> foundation, Dataset dataset, CancellationToken cancellationToken)
    {
        var plan = assignment.Plan;
        var scaffold = plan.Strategy.Kind == StrategySpecification.ScaffoldKind ? new ScaffoldRound(controls, assignment, layout, control) : null;
        var transfer = TransferRound.Of(assignment, global, foundation, own);
        var options = new LocalTrainingOptions
        {
            Optimizer = plan.Training.Optimizer,
            LearningRate = plan.Training.LearningRate,
            Momentum = plan.Training.Momentum,
            Nesterov = plan.Training.Nesterov ?? false,
            WeightDecay = plan.Training.WeightDecay,
            Schedule = plan.Training.Schedule,
            Round = (assignment.Round, plan.Rounds),
            AccumulationSteps = plan.Training.AccumulationSteps ?? 1,
            ClipGradientNorm = plan.Training.ClipGradientNorm,
            EarlyStopping = plan.Training.EarlyStopping,
            Validation = plan.Training.EarlyStopping is null ? null : data.LoadValidation(plan),
            Negatives = plan.Training.Negatives ?? 0,
            ProximalMu = plan.Training.ProximalMu ?? 0,
            Correction = scaffold?.Correction,
            Part = transfer.Training,
            MaxSteps = plan.Training.MaxSteps,
            BatchSize = plan.Training.BatchSize,
            LocalEpochs = plan.Training.LocalEpochs,
            Seed = SeededRandom.Derive(plan.Training.Seed, "batches", partner.ToString(), assignment.Round.ToString(CultureInfo.InvariantCulture)),
            Threads = threads,
        };
        var local = LocalTrainer.Train(plan.Specification, transfer.Start, dataset, options, cancellation: cancellationToken);
        var change = Difference(transfer.Shared(local), global);
        var personal = plan.Training.Ditto is null || own is null ? string.Empty : new DittoRound(own, partner).Train(assignment, global, dataset, options, cancellationToken);
        var update = plan.Strategy.Kind switch
        {
            StrategySpecification.FedNovaKind => PerStep(plan.Training, change, local.Steps),
            StrategySpecification.QFedAvgKind => QFedAvg.Weighted(
                plan.Strategy.Q!.Value, Evaluator.Evaluate(plan.Specification, global, dataset, threads: threads, cancellation: cancellationToken).MeanLoss,
                plan.Training.LearningRate, change),
            _ => scaffold?.Finish(change, local.Steps) ?? change,
        };
        return (update, string.Create(CultureInfo.InvariantCulture,
            $"trained {local.Examples} examples in {local.Steps} steps, mean loss {local.MeanLoss:0.0000}{personal}"));
    }

    /// <summary>What FedNova sends: the change over what the steps add up to, and that number.</summary>
    private static float[] PerStep(TrainingPlan training, float[] change, long steps)
    {
        var accumulated = FedNova.AccumulatedSteps(steps, training.LearningRate, training.Momentum, training.ProximalMu ?? 0);
        return [.. change.Select(value => (float)(value / accumulated)), (float)(accumulated / FedNova.TauUnit)];
    }

    /// <summary>In private modes a weight is a constant: 1, or the agreed number of examples; never the actual one. A robust rule counts everyone once.</summary>
    private long Weight(RunPlan plan, Dataset dataset) => plan.Privacy.Mode switch
    {
        PrivacyPlan.RecordCentral or PrivacyPlan.PartnerCentral => FixedPointFormat.WeightOne,
        _ when plan.Aggregation is not null => FixedPointFormat.WeightOne,
        PrivacyPlan.RecordLocal => UpdateWeight.Units(AggregationPlan.Examples(plan, partner), plan.MaxExamples),
        _ when plan.Strategy.ToSpecification(round: 1, plan.Rounds).WeighsPartnersAlike => FixedPointFormat.WeightOne,
        _ => UpdateWeight.Units(dataset.Count, plan.MaxExamples),
    };

    private void CheckAgreedSize(RunPlan plan, Dataset dataset)
    {
        if (plan.Privacy.PartnerExamples is null || dataset.Count <= AggregationPlan.Examples(plan, partner))
            return;
        throw new FederatedException(ErrorCodes.DataMismatch,
            $"This node has more examples than the {AggregationPlan.Examples(plan, partner)} that the plan agrees on for '{partner}'. Have the coordinator launch with the new number.");
    }

    private static float[] Difference(float[] local, float[] global)
    {
        TensorPrimitives.Subtract(local, global, local);
        return local;
    }
}
