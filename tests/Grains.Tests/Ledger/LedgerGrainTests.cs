using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Grains.Tests.Ledger;

public sealed class LedgerGrainTests(TestSilo silo) : IClassFixture<TestSilo>
{
    private static readonly PartnerName A = PartnerName.Parse("partner-a");

    [Fact]
    public async Task Seal_BeyondTheReservation_IsRefusedAndAppendsNothing()
    {
        var run = await Launched("beyond", rounds: 1);
        var before = (await silo.LedgerStore.ReadHead()).Size;

        var reply = await silo.Ledger.Seal(new(LedgerCodec.Encode(Seal(run, 2)), new byte[32]));

        Assert.Equal(ErrorCodes.ReservationMissing.Number, reply.Failure!.Code);
        Assert.Equal(before, (await silo.LedgerStore.ReadHead()).Size);
    }

    [Fact]
    public async Task Seal_WithoutALaunch_IsRefused()
    {
        var reply = await silo.Ledger.Seal(new(LedgerCodec.Encode(Seal(RunId.Parse("never-launched"), 1)), new byte[32]));

        Assert.Equal(ErrorCodes.ReservationMissing.Number, reply.Failure!.Code);
    }

    [Fact]
    public async Task Seal_ASecondTime_ReturnsTheSealAndTheSecretThatStand()
    {
        var run = await Launched("sealed-twice", rounds: 1);
        var first = await silo.Ledger.Seal(new(LedgerCodec.Encode(Seal(run, 1)), Enumerable.Repeat((byte)1, 32).ToArray()));
        var other = Seal(run, 1) with { At = DateTimeOffset.UnixEpoch.AddDays(1) };

        var second = await silo.Ledger.Seal(new(LedgerCodec.Encode(other), Enumerable.Repeat((byte)2, 32).ToArray()));

        Assert.Null(second.Failure);
        Assert.Equal(first.Entry, second.Entry);
        Assert.Equal(first.LeafHash, second.LeafHash);
        Assert.Equal(first.Secret, second.Secret);
    }

    [Fact]
    public async Task Abandon_OfASealedRound_IsRefused()
    {
        var run = await Launched("not-abandoned", rounds: 1);
        await silo.Ledger.Seal(new(LedgerCodec.Encode(Seal(run, 1)), new byte[32]));

        var reply = await silo.Ledger.Append([LedgerCodec.Encode(new RoundAbandoned(DateTimeOffset.UnixEpoch, run, 1, [A], [], "no"))]);

        Assert.Equal(ErrorCodes.LedgerEntryExists.Number, reply.Failure!.Code);
    }

    [Fact]
    public async Task Commit_ErasesTheSecret()
    {
        var run = await Launched("erased", rounds: 1);
        var seal = await silo.Ledger.Seal(new(LedgerCodec.Encode(Seal(run, 1)), new byte[32]));
        Assert.NotNull(await silo.LedgerStore.ReadSecret(new(run, 1)));

        var reply = await silo.Ledger.Commit(new(LedgerCodec.Encode(Commit(run, ContentHash.Parse(seal.LeafHash)))));

        Assert.Null(reply.Failure);
        Assert.Null(await silo.LedgerStore.ReadSecret(new(run, 1)));
    }

    [Fact]
    public async Task AfterTheRunsEnd_NothingThatChangesItsOutcomeIsTaken()
    {
        var run = await Launched("ended", rounds: 3);
        await silo.Ledger.Append([LedgerCodec.Encode(new RunFinished(DateTimeOffset.UnixEpoch, run, RunFinished.Stopped, default))]);

        var seal = await silo.Ledger.Seal(new(LedgerCodec.Encode(Seal(run, 1)), new byte[32]));
        var commit = await silo.Ledger.Commit(new(LedgerCodec.Encode(Commit(run, default))));
        var abandon = await silo.Ledger.Append([LedgerCodec.Encode(new RoundAbandoned(DateTimeOffset.UnixEpoch, run, 1, [A], [], "no"))]);
        var late = await silo.Ledger.Append([LedgerCodec.Encode(new UpdateLate(DateTimeOffset.UnixEpoch, run, 1, A))]);

        Assert.All([seal.Failure, commit.Failure, abandon.Failure], f => Assert.Equal(ErrorCodes.RunNotActive.Number, f!.Code));
        Assert.Null(late.Failure);
    }

    [Fact]
    public async Task End_WithAnotherModelThanTheNewest_IsRefusedAndAppendsNothing()
    {
        var run = await Launched("ends-late", rounds: 3);
        var seal = await silo.Ledger.Seal(new(LedgerCodec.Encode(Seal(run, 1)), new byte[32]));
        var commit = Commit(run, ContentHash.Parse(seal.LeafHash));
        Assert.Null((await silo.Ledger.Commit(new(LedgerCodec.Encode(commit)))).Failure);
        var before = (await silo.LedgerStore.ReadHead()).Size;

        var behind = await silo.Ledger.Append([LedgerCodec.Encode(new RunFinished(DateTimeOffset.UnixEpoch, run, RunFinished.Stopped, default))]);

        Assert.Equal(ErrorCodes.LedgerBehind.Number, behind.Failure!.Code);
        Assert.Equal(before, (await silo.LedgerStore.ReadHead()).Size);
        var end = LedgerCodec.Encode(new RunFinished(DateTimeOffset.UnixEpoch, run, RunFinished.Stopped, commit.Model));
        Assert.Null((await silo.Ledger.Append([end])).Failure);
        Assert.Null((await silo.Ledger.Append([end])).Failure);
        Assert.Equal(before + 1, (await silo.LedgerStore.ReadHead()).Size);
    }

    private async Task<RunId> Launched(string name, int rounds)
    {
        var run = RunId.Parse(name);
        var reply = await silo.Ledger.Append([LedgerCodec.Encode(new RunLaunched(DateTimeOffset.UnixEpoch, run, "{}", default, "none", rounds, [A], default, default, 0))]);
        Assert.Null(reply.Failure);
        return run;
    }

    private static RoundSealed Seal(RunId run, int round) =>
        new(DateTimeOffset.UnixEpoch, run, round, [A], [new(A, ContentHash.Of([1]))], [], [ContentHash.Of([2])], default, "none", 0);

    private static RoundCommitted Commit(RunId run, ContentHash sealedLeaf) =>
        new(DateTimeOffset.UnixEpoch, run, 1, sealedLeaf, default, ContentHash.Of([3]), ContentHash.Of([4]));
}
