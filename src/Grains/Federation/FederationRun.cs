using System.Collections.Immutable;

namespace Federated.Grains.Federation;

/// <summary>A run that the federation launched, with all that is needed to launch it again after a crash.</summary>
/// <param name="Run">The run.</param>
/// <param name="OperationId">The command that launched it.</param>
/// <param name="Active">False once it has ended.</param>
/// <param name="Plan">The canonical plan.</param>
/// <param name="Partners">The partners that the run may draw from.</param>
public sealed record FederationRun(string Run, string OperationId, bool Active, string Plan, ImmutableArray<string> Partners);
