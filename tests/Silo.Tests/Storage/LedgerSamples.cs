using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Silo.Tests.Storage;

/// <summary>Entries to append.</summary>
internal static class LedgerSamples
{
    public static readonly RunId Run = RunId.Parse("run-1");
    public static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static ContentHash Hash(string of) => ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(of));

    public static LedgerEntry Enrolled(string partner) => new PartnerEnrolled(At, PartnerName.Parse(partner), Hash(partner));

    public static LedgerEntry Rejected(string run, int round, string partner, string code = "FED-1204") =>
        new UpdateRejected(At, RunId.Parse(run), round, PartnerName.Parse(partner), code);

    public static RunLaunched Launched(string run, string model) => new(
        At, RunId.Parse(run), "{}", Hash("{}"), "none", 3, [PartnerName.Parse("north")], Hash(model), Hash("layout"), 0);

    public static RoundCommitted Committed(RoundId round, string model) => new(
        At, round.Run, round.Number, Hash("sealed"), Hash("base"), Hash(model), Hash("state"));

    /// <summary>The root over leaves by the definition in RFC 6962, section 2.1, with none of the product's tree code.</summary>
    public static ContentHash Root(ReadOnlySpan<ContentHash> leaves)
    {
        if (leaves.IsEmpty)
            return ContentHash.Of([]);
        if (leaves.Length == 1)
            return leaves[0];
        var left = 1;
        while (left * 2 < leaves.Length)
            left *= 2;
        return ContentHash.Of([0x01, .. Root(leaves[..left]).ToBytes(), .. Root(leaves[left..]).ToBytes()]);
    }
}
