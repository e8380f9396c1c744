using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Grains.Ports;
using static Federated.Silo.Tests.Storage.LedgerSamples;

namespace Federated.Silo.Tests.Storage;

/// <summary>What every <see cref="ILedgerStore"/> does. A backend's own class only opens it.</summary>
public abstract class LedgerStoreConformance
{
    private static readonly RoundId Round = new(Run, 1);

    /// <summary>The store under test, over an empty ledger at the first call and over the same one at the next.</summary>
    protected abstract ILedgerStore Open();

    /// <summary>Ends the process, as far as the store can tell.</summary>
    protected abstract void Restart();

    [Fact]
    public async Task ReadHead_EmptyLedger_IsTheEmptyTree()
    {
        Assert.Equal(new LedgerHead(0, MerkleHash.EmptyRoot), await Open().ReadHead());
    }

    [Fact]
    public async Task Append_AnySize_HasTheRootOfRfc6962()
    {
        var store = Open();
        var leaves = new List<ContentHash>();
        for (var i = 0; i < 40; i++)
        {
            var appended = await store.Append(new([Rejected("run-1", i + 1, "north")]));
            leaves.Add(appended[0].LeafHash);

            var head = await store.ReadHead();
            Assert.Equal(i, appended[0].Index);
            Assert.Equal(i + 1, head.Size);
            Assert.Equal(Root(leaves.ToArray()), head.Root);
        }
    }

    [Fact]
    public async Task Append_OneBatch_EqualsEntryByEntry()
    {
        var store = Open();
        LedgerEntry[] entries = [.. Enumerable.Range(1, 13).Select(i => Rejected("run-1", i, "north"))];

        var appended = await store.Append(new([.. entries]));

        Assert.Equal(Enumerable.Range(0, 13).Select(i => (long)i), appended.Select(entry => entry.Index));
        Assert.Equal(Root([.. entries.Select(LedgerCodec.LeafHash)]), (await store.ReadHead()).Root);
    }

    [Fact]
    public async Task Append_KeyStands_LeavesTheEntryOutAndNamesTheOneThatStands()
    {
        var store = Open();
        var first = (await store.Append(new([Enrolled("north")])))[0];
        var later = new PartnerEnrolled(At.AddDays(1), Domain.Agreements.PartnerName.Parse("north"), Hash("another"));

        var appended = await store.Append(new([later, Enrolled("south")]));

        Assert.Equal(first with { Existed = true }, appended[0]);
        Assert.Equal((1L, false), (appended[1].Index, appended[1].Existed));
        Assert.Equal(2, (await store.ReadHead()).Size);
    }

    [Fact]
    public async Task Append_SameKeyTwiceInOneBatch_AppendsTheFirst()
    {
        var store = Open();

        var appended = await store.Append(new([Enrolled("north"), Enrolled("north")]));

        Assert.Equal([false, true], appended.Select(entry => entry.Existed));
        Assert.Equal(appended[0].LeafHash, appended[1].LeafHash);
        Assert.Equal(1, (await store.ReadHead()).Size);
    }

    [Fact]
    public async Task Append_AnotherSizeThanExpected_IsRefusedAndChangesNothing()
    {
        var store = Open();
        await store.Append(new([Enrolled("north")]));
        var before = await store.ReadHead();

        var refusal = await Assert.ThrowsAsync<FederatedException>(() =>
            store.Append(new([Enrolled("south")], ExpectedSize: 0, StoreSecret: new(Round, Secret(1)))));

        Assert.Equal(ErrorCodes.LedgerBehind, refusal.Code);
        Assert.Contains("of 0 entries, wanted one for 1", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await store.ReadHead());
        Assert.Null(await store.ReadSecret(Round));
    }

    [Fact]
    public async Task Append_TheExpectedSize_IsAppended()
    {
        var store = Open();
        await store.Append(new([Enrolled("north")], ExpectedSize: 0));

        Assert.Equal(1, (await store.Append(new([Enrolled("south")], ExpectedSize: 1)))[0].Index);
    }

    [Fact]
    public async Task Append_InvalidEntryAmongGoodOnes_ChangesNothing()
    {
        var store = Open();

        await Assert.ThrowsAsync<FederatedException>(() => store.Append(new([Enrolled("north"), Rejected("run-1", 0, "north")])));

        Assert.Equal(0, (await store.ReadHead()).Size);
    }

    [Fact]
    public async Task Append_ManyAtOnce_KeepsOneConsistentTree()
    {
        var store = Open();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
                await store.Append(new([Rejected("run-1", i + 1, $"partner-{writer}"), Enrolled($"p{i}")]));
        })));

        var page = await store.Page(0, 1000);
        var head = await store.ReadHead();
        Assert.Equal(90, head.Size);
        Assert.Equal(Enumerable.Range(0, 90).Select(i => (long)i), page.Select(entry => entry.Index));
        Assert.Equal(Root([.. page.Select(entry => MerkleHash.Leaf(entry.Bytes))]), head.Root);
        Assert.Equal(90, page.Select(entry => entry.Decode().UniqueKey).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Append_ManyExpectOneSize_OneWins()
    {
        var store = Open();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            try
            {
                await store.Append(new([Enrolled($"partner-{writer}")], ExpectedSize: 0));
                return true;
            }
            catch (FederatedException e) when (e.Code == ErrorCodes.LedgerBehind)
            {
                return false;
            }
        }));

        Assert.Single(outcomes, won => won);
        Assert.Equal(1, (await store.ReadHead()).Size);
    }

    [Fact]
    public async Task Page_AnyWindow_ReturnsTheBytesThatWereAppended()
    {
        var store = Open();
        LedgerEntry[] entries = [.. Enumerable.Range(1, 5).Select(i => Rejected("run-1", i, "north"))];
        await store.Append(new([.. entries]));

        var page = await store.Page(1, 3);

        Assert.Equal([1L, 2, 3], page.Select(entry => entry.Index));
        Assert.Equal(entries[1..4], page.Select(entry => entry.Decode()));
        Assert.Empty(await store.Page(5, 10));
        Assert.Empty(await store.Page(0, 0));
    }

    [Fact]
    public async Task EntriesOfRun_TwoRuns_ReturnsTheOneInOrder()
    {
        var store = Open();
        await store.Append(new([Launched("run-1", "a"), Launched("run-2", "b"), Enrolled("north"), Committed(Round, "c"), Rejected("run-2", 1, "north")]));

        Assert.Equal([0L, 3], (await store.EntriesOfRun(Run)).Select(entry => entry.Index));
        Assert.Empty(await store.EntriesOfRun(RunId.Parse("run-3")));
    }

    [Fact]
    public async Task Find_KnownAndUnknownKey_ReturnsTheEntryOrNull()
    {
        var store = Open();
        await store.Append(new([Enrolled("north"), Enrolled("south")]));

        var found = await store.Find("enrolled/south");

        Assert.Equal((1L, Enrolled("south")), (found!.Index, found.Decode()));
        Assert.Null(await store.Find("enrolled/east"));
        Assert.Null(await store.Find("' OR 1=1 --"));
    }

    [Fact]
    public async Task IsCommittedModel_InitialAndCommittedModels_AreTheOnlyOnes()
    {
        var store = Open();
        await store.Append(new([Launched("run-1", "initial"), Committed(Round, "next"), Committed(new(Run, 2), "next")]));

        Assert.True(await store.IsCommittedModel(Hash("initial")));
        Assert.True(await store.IsCommittedModel(Hash("next")));
        Assert.False(await store.IsCommittedModel(Hash("base")));
        Assert.False(await store.IsCommittedModel(Hash("state")));
    }

    [Fact]
    public async Task ReadSecret_Stored_ComesBackAfterARestart()
    {
        await Open().Append(new([Rejected("run-1", 1, "north")], StoreSecret: new(Round, Secret(7))));
        Restart();

        var store = Open();
        Assert.Equal(Secret(7), await store.ReadSecret(Round));
        Assert.Null(await store.ReadSecret(new(Run, 2)));
    }

    [Fact]
    public async Task StoreSecret_EntryStoodAlready_KeepsTheSecretThatStands()
    {
        var store = Open();
        var seal = Rejected("run-1", 1, "north");
        await store.Append(new([seal], StoreSecret: new(Round, Secret(1))));

        var again = await store.Append(new([seal], StoreSecret: new(Round, Secret(2))));

        Assert.True(again[0].Existed);
        Assert.Equal(Secret(1), await store.ReadSecret(Round));
    }

    [Fact]
    public async Task StoreSecret_RoundWasClosed_DoesNotComeBack()
    {
        var store = Open();
        var seal = Rejected("run-1", 1, "north");
        await store.Append(new([seal], StoreSecret: new(Round, Secret(1))));
        await store.Append(new([Committed(Round, "model")], EraseSecret: Round));

        await store.Append(new([seal], StoreSecret: new(Round, Secret(2))));

        Assert.Null(await store.ReadSecret(Round));
    }

    [Fact]
    public async Task EraseSecret_TwiceAndOfAnotherRound_ErasesTheOneOnly()
    {
        var store = Open();
        await store.Append(new([Rejected("run-1", 1, "north")], StoreSecret: new(Round, Secret(1))));
        await store.Append(new([Rejected("run-1", 2, "north")], StoreSecret: new(new(Run, 2), Secret(2))));

        await store.Append(new([], EraseSecret: Round));
        await store.Append(new([], EraseSecret: Round));

        Assert.Null(await store.ReadSecret(Round));
        Assert.Equal(Secret(2), await store.ReadSecret(new(Run, 2)));
    }

    [Fact]
    public async Task StoreSecret_WrongLengthOrNoEntry_IsRefused()
    {
        var store = Open();

        await Assert.ThrowsAsync<ArgumentException>(() => store.Append(new([Enrolled("north")], StoreSecret: new(Round, new byte[31]))));
        await Assert.ThrowsAsync<ArgumentException>(() => store.Append(new([], StoreSecret: new(Round, Secret(1)))));

        Assert.Equal(0, (await store.ReadHead()).Size);
    }

    [Fact]
    public async Task Append_AfterARestart_GoesOnWithTheSameTree()
    {
        var before = await Open().Append(new([Enrolled("north"), Enrolled("south"), Enrolled("east")]));
        Restart();

        var store = Open();
        var after = await store.Append(new([Enrolled("west")]));

        Assert.Equal(3, after[0].Index);
        Assert.Equal(Root([.. before.Concat(after).Select(entry => entry.LeafHash)]), (await store.ReadHead()).Root);
    }

    [Fact]
    public async Task Append_Cancelled_ChangesNothing()
    {
        var store = Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Append(new([Enrolled("north")]), new CancellationToken(canceled: true)));

        Assert.Equal(0, (await store.ReadHead()).Size);
    }

    private static byte[] Secret(byte value)
    {
        var secret = new byte[32];
        secret.AsSpan().Fill(value);
        return secret;
    }
}
