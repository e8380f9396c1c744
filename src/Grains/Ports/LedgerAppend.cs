using System.Collections.Immutable;
using Federated.Domain.Ledger;

namespace Federated.Grains.Ports;

/// <summary>One transaction on the ledger.</summary>
/// <param name="Entries">The entries, in order.</param>
/// <param name="ExpectedSize">The size that the caller's checks were made at, or null when they depend on nothing.</param>
/// <param name="StoreSecret">A round's fresh secret, to be stored wrapped.</param>
/// <param name="EraseSecret">A round whose secret is erased.</param>
public sealed record LedgerAppend(
    ImmutableArray<LedgerEntry> Entries, long? ExpectedSize = null, RoundSecret? StoreSecret = null, Domain.Rounds.RoundId? EraseSecret = null);
