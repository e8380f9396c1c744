namespace Federated.Domain.Ledger;

/// <summary>What a verified ledger holds. The counts stop at the first problem.</summary>
/// <param name="Partners">Partners enrolled.</param>
/// <param name="Runs">Runs launched.</param>
/// <param name="RoundsSealed">Rounds sealed.</param>
/// <param name="RoundsCommitted">Rounds committed.</param>
/// <param name="RoundsAbandoned">Rounds abandoned.</param>
/// <param name="UpdatesAccepted">Members of committed rounds.</param>
/// <param name="UpdatesRejected">Updates rejected.</param>
/// <param name="UpdatesLate">Updates that came late.</param>
/// <param name="SpendMicroEpsilon">
/// The spend of all sealed rounds, in millionths of epsilon, summed over runs; adaptive runs, whose rounds are charged by their
/// reservations, are not in it.
/// </param>
public sealed record LedgerCounts(
    int Partners,
    int Runs,
    int RoundsSealed,
    int RoundsCommitted,
    int RoundsAbandoned,
    long UpdatesAccepted,
    long UpdatesRejected,
    long UpdatesLate,
    long SpendMicroEpsilon);
