using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans.Kinds;

namespace Federated.Domain.Plans;

/// <summary>What the local training of a plan must satisfy, whatever its mode.</summary>
internal static class TrainingRules
{
    private static readonly string[] Optimizers = ["sgd", "adam", "adamw", "rmsprop", "adagrad"];

    /// <summary>Checks a plan.</summary>
    /// <exception cref="FederatedException">FED-1001 names the member.</exception>
    internal static void Check(RunPlan plan)
    {
        var training = plan.Training;
        Require(Optimizers.Contains(training.Optimizer, StringComparer.Ordinal), "optimizer", training.Optimizer, $"one of {string.Join(", ", Optimizers)}");
        Require(training.Momentum == 0 || training.Optimizer is "sgd" or "rmsprop", "momentum", training.Momentum, $"0 with {training.Optimizer}, which has moments of its own");
        Require(training.Nesterov is null || (training.Optimizer == "sgd" && training.Momentum > 0), "nesterov", training.Nesterov ?? false, "absent without sgd and a momentum above 0");
        Require(training.AccumulationSteps is null or (>= 1 and <= 65_536), "accumulationSteps", training.AccumulationSteps ?? 1, "1 to 65,536");
        Require(training.ClipGradientNorm is null or (> 0 and < double.PositiveInfinity), "clipGradientNorm", training.ClipGradientNorm ?? 0, "absent, or a finite, positive number");
        if (training.Schedule is { } schedule)
            CheckSchedule(schedule, plan);
        if (training.EarlyStopping is { } stopping)
        {
            Require(plan.Data.Validation is not null, "earlyStopping", "given", "absent without data.validation, whose examples it measures on");
            Require(stopping.Patience >= 1, "earlyStopping.patience", stopping.Patience, "1 or more");
            Require(double.IsFinite(stopping.MinimumDelta) && stopping.MinimumDelta >= 0, "earlyStopping.minimumDelta", stopping.MinimumDelta, "a finite number of at least 0");
        }

        Require(training.Negatives is null or (>= 1 and <= 1024), "negatives", training.Negatives ?? 0, "1 to 1,024");
        Require(training.Negatives is null || plan.Model.Kind == ModelKinds.Recommender, "negatives", training.Negatives ?? 0, $"absent without a '{ModelKinds.Recommender}' model");
        Require(training.Negatives is null || plan.Specification.Objective == Objective.BinaryCrossEntropy, "negatives", training.Negatives ?? 0,
            "absent with a loss of ratings: pairs that nobody rated have no rating");
        if (plan.Specification.Objective == Objective.Adversarial)
            CheckAdversarial(training);
    }

    private static void CheckSchedule(LearningRatePlan schedule, RunPlan plan)
    {
        Require(schedule.Kind is LearningRatePlan.Constant or LearningRatePlan.Step or LearningRatePlan.Cosine or LearningRatePlan.Linear, "schedule.kind", schedule.Kind,
            "'constant', 'step', 'cosine' or 'linear'");
        Require(schedule.Unit is LearningRatePlan.ByRound or LearningRatePlan.ByStep, "schedule.unit", schedule.Unit, "'round' or 'step'");
        var stepped = schedule.Kind == LearningRatePlan.Step;
        Require(stepped ? schedule.Every is >= 1 : schedule.Every is null, "schedule.every", (object?)schedule.Every ?? "absent", stepped ? "1 or more" : "absent: only 'step' has it");
        Require(stepped ? schedule.Factor is > 0 and < 1 : schedule.Factor is null, "schedule.factor", (object?)schedule.Factor ?? "absent", stepped ? "above 0, below 1" : "absent: only 'step' has it");
        var falls = schedule.Kind is LearningRatePlan.Cosine or LearningRatePlan.Linear;
        Require(schedule.Floor is null || (falls && schedule.Floor is >= 0 and < 1), "schedule.floor", schedule.Floor ?? 0, "absent, or with 'cosine' and 'linear' 0 to below 1");
        Require(schedule.Warmup is null or >= 1, "schedule.warmup", schedule.Warmup ?? 0, "absent, or 1 or more");
        Require(schedule.Unit != LearningRatePlan.ByRound || (schedule.Warmup ?? 0) < plan.Rounds, "schedule.warmup", schedule.Warmup ?? 0, $"less than the {plan.Rounds} rounds of the plan");
    }

    /// <summary>Two losses pull at two halves: what is meant for one loss does not apply.</summary>
    private static void CheckAdversarial(TrainingPlan training)
    {
        Require(training.ProximalMu is null, "proximalMu", training.ProximalMu ?? 0, "absent with an adversarial loss");
        Require(training.AccumulationSteps is null, "accumulationSteps", training.AccumulationSteps ?? 1, "absent with an adversarial loss");
        Require(training.EarlyStopping is null, "earlyStopping", "given", "absent with an adversarial loss, whose value does not tell how good the generator is");
    }

    private static void Require(bool holds, string member, object got, string wanted)
    {
        if (!holds)
            throw new FederatedException(ErrorCodes.PlanInvalid, FormattableString.Invariant($"In the plan, training.{member} is {got}; wanted {wanted}."));
    }
}
