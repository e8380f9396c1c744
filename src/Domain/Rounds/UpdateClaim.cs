using Federated.Domain.Agreements;
using Federated.Domain.Models;

namespace Federated.Domain.Rounds;

/// <summary>An intake's request to take a staged update into the round.</summary>
/// <param name="Partner">Who sent it, from the certificate.</param>
/// <param name="Update">SHA-256 of the uploaded bytes.</param>
/// <param name="WeightUnits">The weight in units of 2^-20.</param>
/// <param name="Intake">The process start that holds the staged update.</param>
/// <param name="Salt">16 fresh bytes from a CSPRNG, used only when this is the partner's first claim.</param>
public sealed record UpdateClaim(PartnerName Partner, ContentHash Update, long WeightUnits, string Intake, ReadOnlyMemory<byte> Salt);
