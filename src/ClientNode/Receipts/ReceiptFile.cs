using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Receipts;

/// <summary>
/// The file form of a <see cref="StoredReceipt"/>. The signed note alone carries the receipt; the other members are for
/// people who look into the folder.
/// </summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="UpdateHash">The hash of the update that this node sent.</param>
/// <param name="Note">The signed note.</param>
public sealed record ReceiptFile(RunId Run, int Round, ContentHash UpdateHash, string Note);
