using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Domain.Registry;

/// <summary>Where the ledger names a model as an initial or a committed one.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">0 for the model that the run started from.</param>
/// <param name="Parent">The model that the round trained from; null at round 0.</param>
/// <param name="At">When the ledger took it.</param>
public sealed record ModelOrigin(RunId Run, int Round, ContentHash? Parent, DateTimeOffset At);
