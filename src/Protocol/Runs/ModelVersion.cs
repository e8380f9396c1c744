using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Protocol.Runs;

/// <summary>A committed model of a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">0 for the initial model.</param>
/// <param name="Model">The model file's hash.</param>
/// <param name="Parent">The model it was made from, or null for the initial one.</param>
/// <param name="CommittedAt">When the ledger took it.</param>
public sealed record ModelVersion(RunId Run, int Round, ContentHash Model, ContentHash? Parent, DateTimeOffset CommittedAt);
