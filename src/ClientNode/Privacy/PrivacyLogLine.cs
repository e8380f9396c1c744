using Federated.Domain.Plans;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Privacy;

/// <summary>A run that the node's data were promised to.</summary>
/// <param name="Run">The run.</param>
/// <param name="Plan">Its plan, from which every event follows.</param>
public sealed record PrivacyLogLine(RunId Run, RunPlan Plan);
