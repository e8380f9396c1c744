using System.Collections.Immutable;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Grains.Ports;
using Federated.Silo.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Silo.Tests.Storage;

public sealed class BlobCollectorTests : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly TemporarySilo _silo = new();
    private readonly SqliteLedgerStore _ledger;
    private readonly FileBlobStore _blobs;
    private int _runs;

    public BlobCollectorTests()
    {
        _ledger = _silo.OpenLedger();
        _blobs = new(_silo.Paths, TimeProvider.System);
    }

    public void Dispose()
    {
        _ledger.Dispose();
        _silo.Dispose();
    }

    /// <summary>The law: whatever happened, after a collection every hash that the ledger names and that was stored can be read.</summary>
    [Fact]
    public void Collect_AfterAnyHistory_EveryHashTheLedgerNamesIsStillReadable() =>
        Prop.ForAll(Histories.ToArbitrary(), history =>
        {
            var stored = new Dictionary<ContentHash, bool>();
            foreach (var step in history)
            {
                var hashes = Task.WhenAll(step.Contents.Select(c => _blobs.Put(BitConverter.GetBytes(c)))).GetAwaiter().GetResult();
                foreach (var (hash, old) in hashes.Zip(step.Old))
                    stored[hash] = old;
                if (step.Named)
                    Append(step.Kind, hashes);
            }

            foreach (var (hash, old) in stored)
                Age(hash, old ? TimeSpan.FromDays(400) : TimeSpan.Zero);

            var (removed, kept) = new BlobCollector(_ledger, _blobs, TimeProvider.System).Collect(dryRun: false).GetAwaiter().GetResult();

            var named = Named();
            foreach (var hash in stored.Keys.Where(named.Contains))
                Assert.NotNull(_blobs.Read(hash).GetAwaiter().GetResult());
            foreach (var blob in removed)
                Assert.False(named.Contains(blob.Hash));
            // And it does its work: nothing that is old and unnamed is left, unless a round is open since before it was written.
            Assert.All(stored.Where(s => s.Value && !named.Contains(s.Key)), s => Assert.Null(_blobs.OpenRead(s.Key)));
            Assert.All(kept, blob => Assert.True(named.Contains(blob.Hash) || blob.WrittenAt > Now.AddDays(-300)));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public async Task Collect_BlobPutAgainAfterTheLedgerWasRead_Stays()
    {
        byte[] content = [1, 2, 3];
        var hash = await _blobs.Put(content);
        Age(hash, TimeSpan.FromDays(2));
        // A round that is redone puts the same bytes at the last moment, and commits right after.
        var late = new LatePut(_blobs, () => _blobs.Put(content).GetAwaiter().GetResult());

        var (removed, kept) = await new BlobCollector(_ledger, late, TimeProvider.System).Collect(dryRun: false);

        Assert.Empty(removed);
        Assert.Equal([hash], kept.Select(b => b.Hash));
        Assert.Equal(content, await _blobs.Read(hash));
    }

    [Fact]
    public async Task PutAndRemove_AtOnceManyTimes_WhatWasPutIsThere()
    {
        byte[] content = [4, 5, 6];
        for (var time = 0; time < 200; time++)
        {
            var hash = await _blobs.Put(content);
            Age(hash, TimeSpan.FromDays(2));
            var put = Task.Run(() => _blobs.Put(content));
            var remove = Task.Run(() => _blobs.Remove(hash, Now.AddDays(-1)));
            await Task.WhenAll(put, remove);
            Assert.Equal(content, await _blobs.Read(hash));
        }
    }

    [Fact]
    public async Task Collect_RoundOpenSinceLong_KeepsWhatWasWrittenSinceItBegan()
    {
        await _ledger.Append(new([LedgerSamples.Launched("slow", "initial") with { At = Now.AddDays(-7) }]));
        var (before, since) = (await _blobs.Put(new byte[] { 7 }), await _blobs.Put(new byte[] { 8 }));
        Age(before, TimeSpan.FromDays(8));
        Age(since, TimeSpan.FromDays(6));

        var (removed, kept) = await new BlobCollector(_ledger, _blobs, TimeProvider.System).Collect(dryRun: false);

        Assert.Equal([before], removed.Select(b => b.Hash));
        Assert.Equal([since], kept.Select(b => b.Hash));
    }

    [Fact]
    public async Task Collect_FilesThatAreNoBlobs_AreLeft()
    {
        var stray = Path.Combine(_silo.Paths.Blobs, "README");
        await File.WriteAllTextAsync(stray, "mine");
        File.SetLastWriteTimeUtc(stray, Now.UtcDateTime.AddDays(-9));
        var (removed, kept) = await new BlobCollector(_ledger, _blobs, TimeProvider.System).Collect(dryRun: false);
        Assert.Empty(removed);
        Assert.Empty(kept);
        Assert.True(File.Exists(stray));
    }

    private sealed record Step(int[] Contents, bool[] Old, bool Named, int Kind);

    private static Gen<Step[]> Histories { get; } = (
        from contents in Gen.Choose(0, 60).ArrayOf(3)
        from old in Gen.Elements(true, false).ArrayOf(3)
        from named in Gen.Elements(true, false)
        from kind in Gen.Choose(0, 3)
        select new Step(contents, old, named, kind)).NonEmptyListOf().Select(list => list.ToArray());

    // Runs that are over, so that only names and age decide.
    private void Append(int kind, ContentHash[] hashes)
    {
        var run = RunId.Parse($"run-{++_runs}");
        ImmutableArray<LedgerEntry> entries = kind switch
        {
            0 => [LedgerSamples.Launched(run.ToString(), "x") with { InitialModel = hashes[0] }],
            1 => [LedgerSamples.Committed(new(run, 1), "x") with { Model = hashes[0], ServerState = hashes[1], BaseModel = hashes[2] }],
            2 => [new ModelTagged(Now, "track", "candidate", hashes[0], "anna", "r")],
            _ => [LedgerSamples.Launched(run.ToString(), "x") with { Plan = $$"""{"model":{"initial":"{{hashes[0]}}"},"name":"x"}""" }],
        };
        _ledger.Append(new([.. entries, new RunFinished(Now, run, "stopped", hashes[0])])).GetAwaiter().GetResult();
    }

    private HashSet<ContentHash> Named()
    {
        var text = string.Concat(_ledger.Page(0, 100_000).GetAwaiter().GetResult().Select(e => System.Text.Encoding.UTF8.GetString(e.Bytes)));
        return [.. Enumerable.Range(0, 61).Select(c => ContentHash.Of(BitConverter.GetBytes(c))).Where(h => text.Contains(h.ToString(), StringComparison.Ordinal))];
    }

    private void Age(ContentHash hash, TimeSpan age) =>
        File.SetLastWriteTimeUtc(Path.Combine(_silo.Paths.Blobs, hash.ToString()[..2], hash.ToString()), (TimeProvider.System.GetUtcNow() - age).UtcDateTime);

    private sealed class LatePut(IBlobInventory inner, Action put) : IBlobInventory
    {
        public IReadOnlyList<StoredBlob> List() => inner.List();

        public bool Remove(ContentHash hash, DateTimeOffset writtenBefore)
        {
            put();
            return inner.Remove(hash, writtenBefore);
        }
    }
}
