using Federated.Domain.Errors;
using Federated.Domain.Strategies;

namespace Federated.Domain.Plans;

/// <summary>What a strategy asks of the local training, in every mode: its formula says what a local step is.</summary>
internal static class StrategyTrainingRules
{
    /// <summary>Checks a plan.</summary>
    /// <exception cref="FederatedException">FED-1001 names the member.</exception>
    internal static void Check(RunPlan plan)
    {
        var training = plan.Training;
        var kind = plan.Strategy.Kind;
        if (kind is StrategySpecification.FedNovaKind or StrategySpecification.ScaffoldKind or StrategySpecification.QFedAvgKind)
        {
            const string Formula = "absent: its formula takes every local step to be training.learningRate times a gradient, or its momentum";
            Require(training.Optimizer == "sgd", plan, "training.optimizer", "sgd, whose steps its formula counts");
            Require(training.Nesterov is null, plan, "training.nesterov", Formula);
            Require(training.Schedule is null, plan, "training.schedule", Formula);
            Require(training.ClipGradientNorm is null, plan, "training.clipGradientNorm", Formula);
            Require(training.EarlyStopping is null, plan, "training.earlyStopping", "absent: the parameters of another epoch are not what the counted steps made");
            Require(plan.Specification.Objective != Models.Objective.Adversarial, plan, "training.loss", "other than adversarial, which lowers two losses in turn");
        }

        if (plan.Specification.HasBuffers)
        {
            Require(kind == StrategySpecification.FedAvgKind, plan, "a model with batch normalization",
                "fedavg: running variances are averaged, and a step past their mean could make them negative. Or take normalization 'group'");
            Require(!plan.UpdateCodecs.Any(codec => Updates.Codecs.UpdateCodec.Parse(codec).IsLossy), plan, "codec.update with batch normalization",
                "float32: rounding could make running variances negative. Or take normalization 'group'");
        }

        if (kind is StrategySpecification.ScaffoldKind or StrategySpecification.QFedAvgKind)
            Require(training.Momentum == 0, plan, "training.momentum", "0, for its formula takes a local step to be the learning rate times a gradient");
        if (kind == StrategySpecification.ScaffoldKind)
        {
            Require(plan.Cohort.OpenToNewPartners != true, plan, "cohort.openToNewPartners", "absent: its control variate counts the partners of the launch");
            Require(training.ProximalMu is null, plan, "training.proximalMu", "absent: control variates hold the local steps back already");
        }

        if (kind == StrategySpecification.FedNovaKind)
        {
            Require((training.ProximalMu ?? 0) * training.LearningRate < 1, plan, "training.proximalMu",
                "below 1 / training.learningRate, or its steps would swing about the global model");
        }

        if (plan.Aggregation is not null)
        {
            var layouts = RunLayouts.Of(plan);
            Require(layouts.Update.Equals(layouts.Model), plan, "aggregation",
                "absent: what its updates carry beside the model only means something in a sum");
        }
    }

    private static void Require(bool holds, RunPlan plan, string member, string wanted)
    {
        if (!holds)
            throw new FederatedException(ErrorCodes.PlanInvalid, $"In the plan, {member} does not go with strategy '{plan.Strategy.Kind}'; wanted {wanted}.");
    }
}
