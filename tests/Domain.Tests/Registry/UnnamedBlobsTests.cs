using System.Text;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Registry;
using Federated.Domain.Tests.Ledger;
using FsCheck;
using FsCheck.Fluent;
using static Federated.Domain.Tests.Ledger.SampleLedger;

namespace Federated.Domain.Tests.Registry;

public sealed class UnnamedBlobsTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void HashScan_AnyEntry_FindsEveryHashThatItWrites() =>
        Prop.ForAll(AnyEntry.Generated, entry =>
        {
            var bytes = LedgerCodec.Encode(entry);
            var found = HashScan.In(bytes).ToHashSet();
            // Every text member of the JSON that reads as a hash, by a real JSON reader.
            return Texts(System.Text.Json.JsonDocument.Parse(bytes).RootElement).Where(t => ContentHash.TryParse(t, out _)).All(t => found.Contains(ContentHash.Parse(t)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void HashScan_RunsOfOtherLengths_AreNone()
    {
        var hash = Hash("x").ToString();
        Assert.Equal([Hash("x")], HashScan.In(Encoding.ASCII.GetBytes(hash)));
        Assert.Equal([Hash("x"), Hash("x")], HashScan.In(Encoding.ASCII.GetBytes($"\"{hash}\\\"{hash}.")));
        Assert.Empty(HashScan.In(Encoding.ASCII.GetBytes(hash + "0")));
        Assert.Empty(HashScan.In(Encoding.ASCII.GetBytes(hash[1..])));
        Assert.Empty(HashScan.In([]));
    }

    [Fact]
    public void Apply_ALedger_LeavesWhatNoEntryNames()
    {
        var unnamed = new UnnamedBlobs([Hash("m0"), Hash("m1"), Hash("m3"), Hash("s1"), Hash("s3"), Hash("stray")]);
        foreach (var entry in Entries)
            unnamed.Apply(LedgerCodec.Encode(entry));
        Assert.Equal([Hash("stray")], unnamed.Hashes);
    }

    [Fact]
    public void Apply_HashInsideAPlan_IsNamed()
    {
        var unnamed = new UnnamedBlobs([Hash("old")]);
        unnamed.Apply(LedgerCodec.Encode(RegistrySamples.Continued(Hash("x"), declared: Hash("old"))[0]));
        Assert.Empty(unnamed.Hashes);
    }

    [Fact]
    public void WrittenBefore_OpenRound_IsBeforeItBegan()
    {
        var now = At + TimeSpan.FromDays(3);
        var unnamed = new UnnamedBlobs([]);
        Assert.Equal(now - Hour, unnamed.WrittenBefore(now, Hour));
        unnamed.Apply(LedgerCodec.Encode(Launched));
        Assert.Equal(At - Hour, unnamed.WrittenBefore(now, Hour));
        unnamed.Apply(LedgerCodec.Encode(new RoundAbandoned(At + TimeSpan.FromDays(1), Run, 1, [], [], "r")));
        Assert.Equal(At + TimeSpan.FromDays(1) - Hour, unnamed.WrittenBefore(now, Hour));
        unnamed.Apply(LedgerCodec.Encode(new RunFinished(At + TimeSpan.FromDays(2), Run, "stopped", Hash("m0"))));
        Assert.Equal(now - Hour, unnamed.WrittenBefore(now, Hour));
    }

    private static IEnumerable<string> Texts(System.Text.Json.JsonElement element) => element.ValueKind switch
    {
        System.Text.Json.JsonValueKind.Object => element.EnumerateObject().SelectMany(m => Texts(m.Value)),
        System.Text.Json.JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        System.Text.Json.JsonValueKind.String => [element.GetString()!],
        _ => [],
    };
}
