using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Strategies;

namespace Federated.Domain.Plans;

/// <summary>What a model that is trained in part asks of the rest of a plan, in every mode.</summary>
internal static class TransferRules
{
    /// <summary>Checks a plan.</summary>
    /// <exception cref="FederatedException">FED-1001 names the member.</exception>
    internal static void Check(RunPlan plan)
    {
        if (plan.Training.Ditto is not null && (plan.Model.Transfer is not null || plan.Training.ProximalMu is not null))
            throw new FederatedException(ErrorCodes.PlanInvalid, "In the plan, training.ditto does not go with model.transfer or training.proximalMu; wanted it alone: its own model is a whole one, held to the global one by itself.");
        if (plan.Model.Transfer is not { } transfer)
            return;
        if (transfer.Base is not null && plan.Model.Initial is not null)
            throw Refuse("model.initial", "absent: model.transfer.base says where all parts start");
        if (plan.Specification.Objective == Objective.Adversarial)
            throw Refuse($"model.kind '{plan.Model.Kind}'", "another: its two halves are trained against each other");
        if (transfer.Adapters is not null && plan.Training is not { ProximalMu: null, EarlyStopping: null })
            throw Refuse("training.proximalMu or training.earlyStopping", "neither with adapters: both are about the tensors that the adapters are on");
        if (plan.Strategy.Kind is StrategySpecification.ScaffoldKind or StrategySpecification.QFedAvgKind)
            throw Refuse($"strategy.kind '{plan.Strategy.Kind}'", "another: its local numbers are about the whole model");
    }

    private static FederatedException Refuse(string member, string wanted) =>
        new(ErrorCodes.PlanInvalid, $"In the plan, {member} does not go with model.transfer; wanted {wanted}.");
}
