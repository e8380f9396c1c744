using Federated.Domain.Errors;
using Federated.Domain.Plans;

namespace Federated.Simulation;

/// <summary>What a simulation is started with.</summary>
public sealed record SimulationOptions
{
    /// <summary>The plan. Its deadlines are not simulated: virtual partners are never late (<see cref="SimulatedFederation"/>).</summary>
    public required RunPlan Plan { get; init; }

    /// <summary>The data; its shares are the partners.</summary>
    public required SharedData Data { get; init; }

    /// <summary>How many partners train at the same time, each with one thread of libtorch; at least 1. Default: one for each core.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>The silo's data directory, which is kept; it must be empty or missing. Null for one that is deleted afterwards.</summary>
    public string? Keep { get; init; }

    /// <summary>Returns when a simulation can be started so.</summary>
    /// <exception cref="FederatedException">FED-1605, FED-1003 or FED-1601 for the first option that it cannot be started with.</exception>
    public void Check()
    {
        if (Workers < 1)
            throw new FederatedException(ErrorCodes.UsageInvalid, $"Got {Workers} workers, wanted at least 1. Leave it out for one on each core.");
        if (Data.Partners.Length < Plan.Cohort.Size)
        {
            throw new FederatedException(ErrorCodes.PlanDoesNotFit,
                $"The plan wants a cohort of {Plan.Cohort.Size}, and the simulation has {Data.Partners.Length} partners. Take more partners, or lower cohort.size and cohort.quorum.");
        }

        if (Keep is not null && Directory.Exists(Keep) && Directory.EnumerateFileSystemEntries(Keep).Any())
        {
            throw new FederatedException(ErrorCodes.ConfigurationInvalid,
                $"{Keep} holds files; wanted an empty folder, because a simulation always starts a federation of its own. Name another one, or empty it.");
        }
    }
}
