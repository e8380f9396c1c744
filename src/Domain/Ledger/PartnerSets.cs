using System.Collections.Immutable;
using Federated.Domain.Agreements;

namespace Federated.Domain.Ledger;

/// <summary>Sets of partners in entries: sorted by name (ordinal), so that one set has one byte string.</summary>
internal static class PartnerSets
{
    public static ImmutableArray<PartnerName> Sorted(ImmutableArray<PartnerName> partners) => partners.IsDefaultOrEmpty
        ? []
        : partners.Sort((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));

    public static ImmutableArray<SealedMember> Sorted(ImmutableArray<SealedMember> members) => members.IsDefaultOrEmpty
        ? []
        : members.Sort((a, b) => string.CompareOrdinal(a.Partner.ToString(), b.Partner.ToString()));
}
