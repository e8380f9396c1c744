using Federated.Domain.Ledger;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Verification;

/// <summary>One receipt.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="Outcome">What became of its promise.</param>
/// <param name="Explanation">The same in words.</param>
public sealed record VerificationLine(RunId Run, int Round, ReceiptOutcome Outcome, string Explanation);
