using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Domain.Tests.Ledger;
using Federated.Domain.Tests.Privacy;

namespace Federated.Domain.Tests.Rounds;

public sealed class ReservationRuleTests
{
    private static readonly RunId Run = RunId.Parse("run-1");
    private static readonly PartnerName A = PartnerName.Parse("partner-a");
    private static readonly PartnerName B = PartnerName.Parse("partner-b");
    private static readonly RunLaunched Launched = new(default, Run, "{}", default, "none", 10, [A], default, default, ReservedMicroEpsilon: 0);

    [Fact]
    public void Check_RoundAndMembersInsideTheReservation_Passes() => ReservationRule.Check(Launched, Sealed(10, A, spend: 0));

    [Fact]
    public void Check_RoundBeyondTheReservation_IsRefused() => AssertUncovered(Sealed(11, A, spend: 0), "round 11 of 10");

    [Fact]
    public void Check_MemberOutsideTheRun_IsRefused() => AssertUncovered(Sealed(1, B, spend: 0), "partner-b");

    [Fact]
    public void Check_SpendBeyondTheReservation_IsRefused() => AssertUncovered(Sealed(1, A, spend: 1), "spend of 1");

    [Fact]
    public void Check_SpendInAnAdaptiveRun_IsRefusedBecauseTheReservationCharged()
    {
        var launched = AdaptiveLedger.Launched(PrivatePlans.Adaptive(3)) with { Partners = [A] };

        ReservationRule.Check(launched, Sealed(1, A, spend: 0));
        Assert.Equal(ErrorCodes.ReservationMissing, Assert.Throws<FederatedException>(() => ReservationRule.Check(launched, Sealed(1, A, spend: 1))).Code);
    }

    private static void AssertUncovered(RoundSealed entry, string named)
    {
        var refusal = Assert.Throws<FederatedException>(() => ReservationRule.Check(Launched, entry));
        Assert.Equal(ErrorCodes.ReservationMissing, refusal.Code);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    private static RoundSealed Sealed(int round, PartnerName member, long spend) =>
        new(default, Run, round, [A, B], [new(member, ContentHash.Of([1]))], [], [], default, "none", spend);
}
