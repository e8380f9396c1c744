using Federated.Domain.Errors;
using Federated.Domain.Ledger;

namespace Federated.Grains.Tests.Partner;

public sealed class PartnerGrainTests(TestSilo silo) : IClassFixture<TestSilo>
{
    [Fact]
    public async Task Enrol_WithTheInvitation_IsInTheLedgerAndInTheList()
    {
        await silo.Enrol("kim");

        Assert.NotNull(await silo.LedgerStore.Find(new PartnerEnrolled(default, Domain.Agreements.PartnerName.Parse("kim"), default).UniqueKey));
        Assert.Contains(await silo.Federation.Partners(), p => p is { Partner: "kim", EnrolledAt: not null });
    }

    [Fact]
    public async Task Enrol_WithoutAnInvitation_IsRefused()
    {
        var reply = await silo.Partner("uninvited").Enrol(new(TestSilo.Hash("x"), TestSilo.Hash("key"), TestSilo.Hash("certificate")));

        Assert.Equal(ErrorCodes.JoinTokenUnknown.Number, reply.Failure!.Code);
        Assert.DoesNotContain(await silo.Federation.Partners(), p => p.Partner == "uninvited");
    }

    [Fact]
    public async Task Enrol_AfterTheExpiry_IsRefused()
    {
        await silo.Partner("slow").Invite(new(TestSilo.Hash("secret"), DateTimeOffset.UtcNow.AddSeconds(-1)));

        var reply = await silo.Partner("slow").Enrol(new(TestSilo.Hash("secret"), TestSilo.Hash("key"), TestSilo.Hash("certificate")));

        Assert.Equal(ErrorCodes.JoinTokenExpired.Number, reply.Failure!.Code);
    }

    [Fact]
    public async Task Enrol_AgainWithTheSameKey_RenewsTheCertificateAndWithAnotherIsRefused()
    {
        await silo.Enrol("lou");

        var same = await silo.Partner("lou").Enrol(new(TestSilo.Hash("secret"), TestSilo.Hash("lou"), TestSilo.Hash("a new certificate")));
        var other = await silo.Partner("lou").Enrol(new(TestSilo.Hash("secret"), TestSilo.Hash("thief"), TestSilo.Hash("thief's certificate")));

        Assert.Null(same.Failure);
        Assert.Equal(ErrorCodes.JoinTokenUsed.Number, other.Failure!.Code);
        Assert.Equal(TestSilo.Hash("a new certificate"), (await silo.Partner("lou").Status()).Certificate);
    }

    [Fact]
    public async Task Invite_OnceEnrolled_IsRefused()
    {
        await silo.Enrol("mia");

        Assert.Equal(ErrorCodes.PartnerExists.Number, (await silo.Partner("mia").Invite(new(TestSilo.Hash("s"), DateTimeOffset.MaxValue))).Failure!.Code);
    }

    [Fact]
    public async Task NextWork_WhileARoundIsOffered_ReturnsAtOnceAndOtherwiseWaits()
    {
        await silo.Enrol("ned");
        var waiting = silo.Partner("ned").NextWork(new(25, []));
        Assert.False(waiting.IsCompleted);

        await silo.Partner("ned").Offer(new("a-run", 1, "{}", "", "", "", DateTimeOffset.MaxValue, Resend: false, new(null, null)));

        Assert.Equal("a-run", Assert.Single((await waiting).Assignments).Run);
        await silo.Partner("ned").Withdraw(new("a-run", 1));
        Assert.Empty((await silo.Partner("ned").NextWork(new(0, []))).Assignments);
    }

    [Fact]
    public async Task NextWork_WhoAskedIsGone_EndsTheWait()
    {
        await silo.Enrol("olga");
        using var gone = new CancellationTokenSource();
        var waiting = silo.Partner("olga").NextWork(new(25, []), gone.Token);
        Assert.False(waiting.IsCompleted);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Enrol_ManyAtOnce_AllAreListedByName()
    {
        string[] names = [.. Enumerable.Range(0, 40).Select(number => FormattableString.Invariant($"crowd-{number * 7 % 40:00}"))];
        await Task.WhenAll(names.Select(name => silo.Enrol(name)));
        var listed = (await silo.Federation.Partners()).Where(entry => entry.Partner.StartsWith("crowd-", StringComparison.Ordinal)).ToArray();
        Assert.Equal(names.Order(StringComparer.Ordinal), listed.Select(entry => entry.Partner));
        Assert.All(listed, entry => Assert.NotNull(entry.EnrolledAt));
    }
}
