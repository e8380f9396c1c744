using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Protocol.Runs;
using Federated.Simulation;

namespace Federated.ConsoleApp.Simulate;

/// <summary>Runs plans with virtual partners, each in a federation of its own, and shows nothing: what a sample starts from or compares with.</summary>
/// <param name="workers">Partners that train at the same time.</param>
/// <param name="time">The clock.</param>
public sealed class QuietRun(int workers, TimeProvider time)
{
    /// <summary>The file of the model that a plan ends with.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="data">What its partners train on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FederatedException">FED-1503 when the run did not complete; what a simulation is refused for.</exception>
    public async Task<byte[]> RunAsync(RunPlan plan, SharedData data, CancellationToken cancellationToken)
    {
        await using var federation = await SimulatedFederation.StartAsync(new() { Plan = plan, Data = data, Workers = workers }, time, cancellationToken);
        var launched = await federation.LaunchAsync();
        var ended = await federation.EndAsync(launched.Run, cancellationToken);
        return ended.Outcome == RunOutcome.Completed
            ? await federation.ModelAsync(ended.Model, cancellationToken)
            : throw new FederatedException(ErrorCodes.TrainingFailed,
                FormattableString.Invariant($"The run of plan '{plan.Name}' ended after {ended.CommittedRounds} of {plan.Rounds} rounds, wanted all of them: {federation.Remarks.First.FirstOrDefault() ?? "nobody said why"}."));
    }
}
