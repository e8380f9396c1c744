using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Protocol.Registry;

/// <summary>Where the ledger names a model.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">0 for the model that the run started from.</param>
/// <param name="Parent">The model it was trained from; null at round 0.</param>
/// <param name="At">When.</param>
public sealed record OriginView(RunId Run, int Round, ContentHash? Parent, DateTimeOffset At);
