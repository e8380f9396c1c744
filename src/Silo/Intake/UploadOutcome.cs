using Federated.Domain.Ledger;

namespace Federated.Silo.Intake;

/// <summary>An upload is claimed.</summary>
/// <param name="Receipt">The signed receipt.</param>
/// <param name="Duplicate">True when the same bytes were claimed before.</param>
public sealed record UploadOutcome(SignedReceipt Receipt, bool Duplicate);
