using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Models;

namespace Federated.Domain.Rounds;

/// <summary>What a round starts from.</summary>
/// <param name="Round">Which round.</param>
/// <param name="Cohort">The partners drawn.</param>
/// <param name="Quorum">Updates that the round needs to count.</param>
/// <param name="BaseModel">The model that the cohort trains from.</param>
/// <param name="Deadline">How long the round waits.</param>
/// <param name="Grace">How long a resend may take.</param>
/// <param name="AlwaysReleases">True when the round is released whoever answered.</param>
/// <param name="Places">Updates that complete the round, where more partners are asked; null when everyone is waited for.</param>
public sealed record RoundOpening(
    RoundId Round, ImmutableArray<PartnerName> Cohort, int Quorum, ContentHash BaseModel, TimeSpan Deadline, TimeSpan Grace, bool AlwaysReleases = false,
    int? Places = null);
