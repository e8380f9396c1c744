using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Domain.Tests.Ledger;

public sealed class LedgerCodecTests
{
    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_767_225_600_000);
    private static readonly RunId Run = RunId.Parse("run-a");
    private static readonly PartnerName North = PartnerName.Parse("north");
    private static readonly PartnerName South = PartnerName.Parse("south");

    [Fact]
    public void Decode_EncodedEntry_GivesTheEntry() =>
        Prop.ForAll(AnyEntry.Generated, entry =>
        {
            var bytes = LedgerCodec.Encode(entry);
            var decoded = LedgerCodec.Decode(bytes);
            return decoded.Equals(entry) && decoded.GetHashCode() == entry.GetHashCode()
                && LedgerCodec.Encode(decoded).AsSpan().SequenceEqual(bytes)
                && !bytes.AsSpan().ContainsAnyInRange((byte)0, (byte)0x1f);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Encode_TwoEntries_AreTheSameBytesOnlyWhenEqual() =>
        Prop.ForAll(AnyEntry.Generated, AnyEntry.Generated, (a, b) =>
            a.Equals(b) == LedgerCodec.Encode(a).AsSpan().SequenceEqual(LedgerCodec.Encode(b))
            && LedgerCodec.LeafHash(a) == MerkleHash.Leaf(LedgerCodec.Encode(a))).QuickCheckThrowOnFailure();

    [Fact]
    public void Decode_AnyByteChanged_RefusesOrGivesAnotherEntry() =>
        Prop.ForAll(AnyEntry.Generated, Gen.Choose(0, 100_000).ToArbitrary(), Gen.Choose(1, 255).ToArbitrary(), (entry, position, mask) =>
        {
            var bytes = LedgerCodec.Encode(entry);
            bytes[position % bytes.Length] ^= (byte)mask;
            try
            {
                return !LedgerCodec.Decode(bytes).Equals(entry);
            }
            catch (FederatedException e)
            {
                return e.Code == ErrorCodes.LedgerCorrupt;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    // These bytes are in every ledger ever written: a change here breaks all of them.
    [Fact]
    public void Encode_KnownEntries_GiveTheBytesTheyAlwaysGave()
    {
        Assert.Equal($$"""{"at":1767225600000,"authority":"{{Zeros}}","federation":"north sea","type":"federation-created","v":1}""",
            Text(new FederationCreated(At, "north sea", default)));
        Assert.Equal(
            $$"""{"at":1767225600000,"baseModel":"{{Zeros}}","cohort":["north","south"],"lost":["south"],"mechanism":"none","members":[{"commitment":"{{Zeros}}","partner":"north"}],"partialCommitments":["{{Zeros}}"],"round":1,"run":"run-a","spendMicroEpsilon":0,"type":"round-sealed","v":1}""",
            Text(new RoundSealed(At, Run, 1, [South, North], [new(North, default)], [South], [default], default, "none", 0)));
        Assert.Equal("""{"at":1767225600000,"fromRound":3,"microNoiseMultiplier":3000000,"run":"run-a","type":"noise-tuned","v":1}""",
            Text(new NoiseTuned(At, Run, 3, 3_000_000)));
        Assert.Equal("""{"at":1767225600000,"microNoiseMultiplier":1700000,"round":3,"run":"run-a","type":"round-reserved","v":1}""",
            Text(new RoundReserved(At, Run, 3, 1_700_000)));
    }

    [Fact]
    public void Entry_SetsInAnotherOrder_AreTheSameEntry()
    {
        var one = new RoundAbandoned(At, Run, 1, [North, South], [South, North], "quorum");
        var other = new RoundAbandoned(At, Run, 1, [South, North], [North, South], "quorum");
        Assert.Equal(one, other);
        Assert.Equal(Text(one), Text(other));
        Assert.Equal(one, one with { Cohort = [South, North] });
    }

    [Fact]
    public void Entry_DefaultArrays_AreEmpty() =>
        Assert.Equal(new RoundSealed(At, Run, 1, [], [], [], [], default, "none", 0), new RoundSealed(At, Run, 1, default, default, default, default, default, "none", 0));

    [Fact]
    public void Entry_TimeFinerThanMilliseconds_IsCut() => Assert.Equal(At, new UpdateLate(At.AddTicks(9_999), Run, 1, North).At);

    [Fact]
    public void UniqueKey_EveryType_NamesWhatMayStandOnce()
    {
        Assert.Equal("federation", new FederationCreated(At, "f", default).UniqueKey);
        Assert.Equal("enrolled/north", new PartnerEnrolled(At, North, default).UniqueKey);
        Assert.Equal("launched/run-a", new RunLaunched(At, Run, "{}", default, "none", 1, [North], default, default, 0).UniqueKey);
        Assert.Equal("rejected/run-a/2/north/FED-1204", new UpdateRejected(At, Run, 2, North, "FED-1204").UniqueKey);
        Assert.Equal("late/run-a/2/north", new UpdateLate(At, Run, 2, North).UniqueKey);
        Assert.Equal("reserved/run-a/2", new RoundReserved(At, Run, 2, 1).UniqueKey);
        Assert.Equal(LedgerKeys.Reserved(new(Run, 2)), new RoundReserved(At, Run, 2, 1).UniqueKey);
        Assert.Null(new NoiseTuned(At, Run, 2, 1).UniqueKey);
        Assert.Equal("sealed/run-a/2", new RoundSealed(At, Run, 2, [], [], [], [], default, "none", 0).UniqueKey);
        Assert.Equal("committed/run-a/2", new RoundCommitted(At, Run, 2, default, default, default, default).UniqueKey);
        Assert.Equal("abandoned/run-a/2", new RoundAbandoned(At, Run, 2, [], [], "r").UniqueKey);
        Assert.Equal("finished/run-a", new RunFinished(At, Run, "failed", default).UniqueKey);
    }

    [Fact]
    public void IndexFields_OfEntries_NameRunRoundAndPartner()
    {
        LedgerEntry late = new UpdateLate(At, Run, 2, North);
        Assert.Equal((Run, 2, North), (late.RunOrNull, late.RoundOrNull, late.PartnerOrNull));
        LedgerEntry created = new FederationCreated(At, "f", default);
        Assert.Null(created.RunOrNull);
        Assert.Null(created.RoundOrNull);
        Assert.Null(created.PartnerOrNull);
    }

    public static TheoryData<LedgerEntry> OutOfRange() => new(
        new FederationCreated(At, "", default),
        new FederationCreated(At, new string('f', 201), default),
        new FederationCreated(At, "broken \ufffd", default),
        new FederationCreated(At, "lone \ud800", default),
        new FederationCreated(DateTimeOffset.UnixEpoch.AddDays(-1), "f", default),
        new PartnerEnrolled(At, default, default),
        new RunLaunched(At, Run, "{}", default, "none", 0, [North], default, default, 0),
        new RunLaunched(At, Run, "{}", default, "none", 1, [], default, default, 0),
        new RunLaunched(At, Run, "{}", default, "none", 1, [North, North], default, default, 0),
        new RunLaunched(At, Run, "{}", default, "none", 1, [North], default, default, -1),
        new RunLaunched(At, Run, "{}", default, "none", 1, [North], default, default, 1L << 53),
        new RunLaunched(At, default, "{}", default, "none", 1, [North], default, default, 0),
        new UpdateRejected(At, Run, 1, North, new string('c', 33)),
        new UpdateLate(At, Run, 0, North),
        new UpdateLate(At, Run, 1_000_001, North),
        new RoundSealed(At, Run, 1, [North, North], [], [], [], default, "none", 0),
        new RoundSealed(At, Run, 1, [North], [new(North, default), new(North, ContentHash.Of([1]))], [], [], default, "none", 0),
        new RoundSealed(At, Run, 1, [North], [], [], [], default, "none", -1),
        new NoiseTuned(At, Run, 0, 1),
        new NoiseTuned(At, Run, 1, 0),
        new RoundReserved(At, Run, 0, 1),
        new RoundReserved(At, Run, 1, 1_000_000_000_001),
        new RoundAbandoned(At, Run, 1, [default], [], "r"),
        new RunFinished(At, Run, "done", default),
        new ModelTagged(At, "track", "beef", default, "anna", "r"),
        new ModelTagged(At, "Track", "candidate", default, "anna", "r"),
        new ModelTagged(At, "track", "candidate", default, "", "r"),
        new ModelUntagged(At, "track", "candidate", default, "anna", new string('r', 501)),
        new ReleaseRolledBack(At, "", default, default, "anna", "r"),
        new GateAgreed(At, "track", new("accuracy", "least", 0, null), "anna", "r"),
        new GateAgreed(At, "track", new("accuracy", "drop", -1, null), "anna", "r"),
        new GateWithdrawn(At, "track", "1st", "drop", "anna", "r"),
        new ModelImported(At, "Bert", default, default, "hub", "anna"),
        new ModelImported(At, "bert", default, default, "", "anna"),
        new ModelEvaluated(At, default, "test", default, 0, Metric("accuracy", 1), "anna"),
        new ModelEvaluated(At, default, "test", default, 1, Metric("accuracy", 1).Clear(), "anna"),
        new ModelEvaluated(At, default, "test", default, 1, Metric("Accuracy", 1), "anna"),
        new ModelEvaluated(At, default, "test", default, 1, Metric("accuracy", 1L << 53), "anna"));

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void Encode_OutOfRange_Refuses(LedgerEntry entry) => Refused.With(ErrorCodes.LedgerCorrupt, () => LedgerCodec.Encode(entry));

    [Theory]
    [InlineData("""{"at":0,"partner":"north","round":1,"run":"run-a","type":"update-late","v":2}""", "version")]
    [InlineData("""{"at":0,"partner":"north","round":1,"run":"run-a","type":"update-lost","v":1}""", "unknown type")]
    [InlineData("""{"at":0,"partner":"north","round":1,"type":"update-late","v":1}""", "'run'")]
    [InlineData("""{"at":0,"partner":"north","round":1,"run":"run-a","spare":1,"type":"update-late","v":1}""", "members")]
    [InlineData("""{"at":0,"partner":"north","round":1,"round":1,"run":"run-a","type":"update-late","v":1}""", "JSON")]
    [InlineData("""{"partner":"north","at":0,"round":1,"run":"run-a","type":"update-late","v":1}""", "canonical")]
    [InlineData("""{"at":0, "partner":"north","round":1,"run":"run-a","type":"update-late","v":1}""", "canonical")]
    [InlineData("""{"at":0,"partner":"n\u006frth","round":1,"run":"run-a","type":"update-late","v":1}""", "canonical")]
    [InlineData("""{"at":0,"partner":"north","round":1.0,"run":"run-a","type":"update-late","v":1}""", "'round'")]
    [InlineData("""{"at":0,"partner":"north","round":1e0,"run":"run-a","type":"update-late","v":1}""", "'round'")]
    [InlineData("""{"at":-0,"partner":"north","round":1,"run":"run-a","type":"update-late","v":1}""", "canonical")]
    [InlineData("""{"at":-1,"partner":"north","round":1,"run":"run-a","type":"update-late","v":1}""", "'at'")]
    [InlineData("""{"at":0,"partner":"North","round":1,"run":"run-a","type":"update-late","v":1}""", "'partner'")]
    [InlineData("""{"at":0,"partner":["north"],"round":1,"run":"run-a","type":"update-late","v":1}""", "'partner'")]
    [InlineData("""{"at":0,"partner":"north","round":4294967297,"run":"run-a","type":"update-late","v":1}""", "'round'")]
    [InlineData("""{"at":0,"partner":"\ud800","round":1,"run":"run-a","type":"update-late","v":1}""", "JSON")]
    [InlineData("""[]""", "object")]
    [InlineData("null", "object")]
    [InlineData("", "JSON")]
    [InlineData("{}", "'type'")]
    public void Decode_NotTheCanonicalForm_Refuses(string json, string named)
    {
        var refusal = Refused.With(ErrorCodes.LedgerCorrupt, () => LedgerCodec.Decode(Encoding.UTF8.GetBytes(json)));
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_UpperCaseHexOrUnsortedSet_Refuses()
    {
        var text = Text(new RoundAbandoned(At, Run, 1, [North, South], [], "r"));
        var unsorted = text.Replace("[\"north\",\"south\"]", "[\"south\",\"north\"]", StringComparison.Ordinal);
        Assert.NotEqual(text, unsorted);
        Refused.With(ErrorCodes.LedgerCorrupt, () => LedgerCodec.Decode(Encoding.UTF8.GetBytes(unsorted)));
        var hash = ContentHash.Of([7]).ToString();
        var upper = Text(new PartnerEnrolled(At, North, ContentHash.Parse(hash))).Replace(hash, hash.ToUpperInvariant(), StringComparison.Ordinal);
        Refused.With(ErrorCodes.LedgerCorrupt, () => LedgerCodec.Decode(Encoding.UTF8.GetBytes(upper)));
    }

    private static ImmutableSortedDictionary<string, long> Metric(string name, long value) => ImmutableSortedDictionary<string, long>.Empty.Add(name, value);

    private static string Text(LedgerEntry entry) => Encoding.UTF8.GetString(LedgerCodec.Encode(entry));
}
