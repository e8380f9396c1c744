using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Charges;

/// <summary>One line of charges.jsonl: this node's data were used for a round, from this model.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="BaseModel">The model that was trained from.</param>
/// <param name="At">When it was first charged.</param>
public sealed record ChargeEntry(RunId Run, int Round, ContentHash BaseModel, DateTimeOffset At);
