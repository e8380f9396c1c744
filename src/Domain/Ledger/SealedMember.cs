using Federated.Domain.Agreements;
using Federated.Domain.Models;

namespace Federated.Domain.Ledger;

/// <summary>A partner whose update counts in a sealed round.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Commitment">The salted commitment to its update, as its receipt has it.</param>
public sealed record SealedMember(PartnerName Partner, ContentHash Commitment);
