using System.Text;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Domain.Tests.Ledger;

/// <summary>
/// A small valid history: three partners, a run of four rounds of which round 1 and 3 are committed, 2 is abandoned and 4 is
/// sealed and open. North is a member of rounds 1 and 3, south of 1, east is lost in round 3.
/// </summary>
internal static class SampleLedger
{
    public const string Plan = """{"rounds":4}""";

    public static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_767_225_600_000);
    public static readonly RunId Run = RunId.Parse("run-a");
    public static readonly PartnerName North = PartnerName.Parse("north");
    public static readonly PartnerName South = PartnerName.Parse("south");
    public static readonly PartnerName East = PartnerName.Parse("east");

    public static ContentHash Hash(string name) => ContentHash.Of(Encoding.UTF8.GetBytes(name));

    public static ContentHash PlanHash => Hash(Plan);

    public static RunLaunched Launched { get; } =
        new(At, Run, Plan, PlanHash, "record-central", 4, [North, South, East], Hash("m0"), Hash("layout"), 3_000);

    public static RoundSealed Sealed1 { get; } = new(At, Run, 1, [North, South, East], [Member(North, 1), Member(South, 1)], [], [Hash("p")], Hash("m0"), "gaussian", 1_000);

    public static RoundSealed Sealed3 { get; } = new(At, Run, 3, [North, East], [Member(North, 3)], [East], [], Hash("m1"), "gaussian", 1_000);

    public static RoundSealed Sealed4 { get; } = new(At, Run, 4, [South], [Member(South, 4)], [], [], Hash("m3"), "gaussian", 1_000);

    /// <summary>Entries 0 to 11.</summary>
    public static IReadOnlyList<LedgerEntry> Entries { get; } =
    [
        new FederationCreated(At, TestKeys.Federation, Hash("ca")),
        new PartnerEnrolled(At, North, Hash("n")),
        new PartnerEnrolled(At, South, Hash("s")),
        new PartnerEnrolled(At, East, Hash("e")),
        Launched,
        new UpdateRejected(At, Run, 1, East, "FED-1204"),
        Sealed1,
        new RoundCommitted(At, Run, 1, LedgerCodec.LeafHash(Sealed1), Hash("m0"), Hash("m1"), Hash("s1")),
        new RoundAbandoned(At, Run, 2, [North, South], [North], "no quorum"),
        Sealed3,
        new RoundCommitted(At, Run, 3, LedgerCodec.LeafHash(Sealed3), Hash("m1"), Hash("m3"), Hash("s3")),
        new UpdateLate(At, Run, 3, East),
        Sealed4,
    ];

    public static UpdateReceipt Receipt(PartnerName partner, int round, string update = "update", RunId? run = null)
    {
        var salt = new byte[16];
        var id = new RoundId(run ?? Run, round);
        return new(TestKeys.Federation, id.Run, round, partner, Hash(update), Convert.ToHexStringLower(salt),
            UpdateReceipt.Commit(Hash(update), salt, id, partner), At);
    }

    public static string Export(params IEnumerable<LedgerEntry> entries) => Export(entries.Select(LedgerCodec.Encode));

    public static string Export(IEnumerable<byte[]> entries, FederationKeys? keys = null, INoteSigner? signer = null, string origin = TestKeys.Federation)
    {
        var output = new StringWriter();
        var writer = new LedgerExportWriter(output);
        var appender = new MerkleAppender(0, new NodeStore());
        Done(writer.BeginAsync(keys ?? TestKeys.Keys));
        foreach (var entry in entries)
        {
            Done(writer.WriteAsync(entry));
            appender.Append(MerkleHash.Leaf(entry), []);
        }

        Done(writer.CompleteAsync(new Checkpoint(origin, appender.Size, appender.Root()).Sign(signer ?? TestKeys.Checkpoint)));
        return output.ToString();
    }

    private static SealedMember Member(PartnerName partner, int round) => new(partner, Receipt(partner, round).Commitment);

    // A StringWriter never waits.
    private static void Done(Task task)
    {
        Assert.True(task.IsCompletedSuccessfully);
    }
}
