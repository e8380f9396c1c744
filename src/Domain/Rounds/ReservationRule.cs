using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;

namespace Federated.Domain.Rounds;

/// <summary>
/// A round may only be sealed inside what its run reserved at launch: its partners, its rounds, its spend. In mode
/// <c>none</c> the spend is zero and the rule is the same.
/// </summary>
public static class ReservationRule
{
    /// <summary>Checks a seal against its run's launch.</summary>
    /// <param name="launched">The launch.</param>
    /// <param name="entry">The seal.</param>
    /// <param name="joined">Partners that joined the run after its launch; their joining reserved the same.</param>
    /// <exception cref="FederatedException">FED-1406 names what is not covered.</exception>
    public static void Check(RunLaunched launched, RoundSealed entry, params IEnumerable<PartnerName> joined)
    {
        if (entry.Round < 1 || entry.Round > launched.Rounds)
            throw Uncovered(entry, $"round {entry.Round} of {launched.Rounds}");
        if (entry.Members.FirstOrDefault(m => !launched.Partners.Contains(m.Partner) && !joined.Contains(m.Partner)) is { } stranger)
            throw Uncovered(entry, $"partner '{stranger.Partner}', who is not in the run");
        var most = AdaptiveLaunch.PlanOf(launched) is null ? Privacy.PrivacySchedule.Share(launched.ReservedMicroEpsilon, entry.Round, launched.Rounds) : 0;
        if (entry.SpendMicroEpsilon > most)
            throw Uncovered(entry, $"a spend of {entry.SpendMicroEpsilon} millionths of epsilon a round");
    }

    private static FederatedException Uncovered(RoundSealed entry, string what) => new(ErrorCodes.ReservationMissing,
        $"The reservation of run '{entry.Run}' does not cover {what}: nothing was sealed.");
}
