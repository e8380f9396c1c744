using Federated.Domain.Plans;

namespace Federated.Protocol.Runs;

/// <summary>A coordinator launches a run.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Run">The run's id, or null to have one made from the plan's name.</param>
public sealed record LaunchRequest(RunPlan Plan, string? Run);
