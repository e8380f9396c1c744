using System.Text.Json;
using Federated.ClientNode.Node;
using Federated.ClientNode.Receipts;
using Federated.ClientNode.Tests.Support;
using Federated.ClientNode.Verification;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using static Federated.ClientNode.Tests.Support.Samples;

namespace Federated.ClientNode.Tests.Verification;

public sealed class ReceiptAuditTests : IDisposable
{
    private static readonly PartnerName South = PartnerName.Parse("south");
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Round 1 with north and committed, 2 abandoned, 3 with north lost, 4 sealed, 5 not reached.</summary>
    private static string Export(bool denyRound1 = false)
    {
        SealedMember Of(PartnerName partner, int round) => new(partner, Receipt(Hash($"u{round}"), round, partner).Receipt.Commitment);
        var plan = RunPlanFile.Canonical(Plan);
        PartnerName[] both = [Partner, South];
        var first = new RoundSealed(At, Run, 1, [.. both], denyRound1 ? [Of(South, 1)] : [Of(Partner, 1), Of(South, 1)], [], [], Hash("m0"), "none", 0);
        var third = new RoundSealed(At, Run, 3, [.. both], [Of(South, 3)], [Partner], [], Hash("m1"), "none", 0);
        return Write([
            new FederationCreated(At, Federation, Hash("ca")),
            new PartnerEnrolled(At, Partner, Hash("n")),
            new PartnerEnrolled(At, South, Hash("s")),
            new RunLaunched(At, Run, System.Text.Encoding.UTF8.GetString(plan), ContentHash.Of(plan), "none", Plan.Rounds, [.. both], Hash("m0"), Hash("layout"), 0),
            first,
            new RoundCommitted(At, Run, 1, LedgerCodec.LeafHash(first), Hash("m0"), Hash("m1"), Hash("s1")),
            new RoundAbandoned(At, Run, 2, [.. both], [Partner], "no quorum"),
            third,
            new RoundCommitted(At, Run, 3, LedgerCodec.LeafHash(third), Hash("m1"), Hash("m3"), Hash("s3")),
            new RoundSealed(At, Run, 4, [.. both], [Of(Partner, 4)], [], [], Hash("m3"), "none", 0),
        ]);
    }

    private static string Write(IEnumerable<LedgerEntry> entries)
    {
        var output = new StringWriter();
        var writer = new LedgerExportWriter(output);
        var leaves = new List<ContentHash>();
        writer.BeginAsync(Keys).GetAwaiter().GetResult();
        foreach (var entry in entries)
        {
            writer.WriteAsync(entry).GetAwaiter().GetResult();
            leaves.Add(LedgerCodec.LeafHash(entry));
        }

        writer.CompleteAsync(new Checkpoint(Federation, leaves.Count, Root(leaves)).Sign(CheckpointSigner)).GetAwaiter().GetResult();
        return output.ToString();
    }

    // RFC 6962, section 2.1, as it stands there.
    private static ContentHash Root(List<ContentHash> leaves)
    {
        if (leaves.Count == 1)
            return leaves[0];
        var split = 1;
        while (split * 2 < leaves.Count)
            split *= 2;
        return ContentHash.Of([1, .. Root(leaves[..split]).ToBytes(), .. Root(leaves[split..]).ToBytes()]);
    }

    private static StoredReceipt Stored(int round) => new(Receipt(Hash($"u{round}"), round), Hash($"u{round}"));

    private static VerificationReport Audit(string export, params StoredReceipt[] receipts) =>
        ReceiptAudit.Run(Samples.Node, receipts, () => new StringReader(export));

    [Fact]
    public void Run_HonestLedger_CountsEveryOutcome()
    {
        var report = Audit(Export(), Stored(1), Stored(2), Stored(3), Stored(4), Stored(5));
        Assert.Null(report.LedgerProblem);
        Assert.Equal((5, 1, 1, 1, 2, 0, 0), (report.Receipts, report.Included, report.Abandoned, report.Lost, report.Pending, report.Missing, report.BadSignatures));
        Assert.True(report.Valid);
        Assert.Null(ReceiptAudit.WriteEvidence(_folder.Path, Samples.Node, report, [], "x", At));
    }

    [Fact]
    public void Run_NoReceipts_IsValid() => Assert.True(Audit(Export()) is { Valid: true, Receipts: 0, Entries: 10 });

    [Fact]
    public void Run_MemberLeftOut_IsMissingAndWrittenAsEvidence()
    {
        StoredReceipt[] receipts = [Stored(1), Stored(2)];
        var report = Audit(Export(denyRound1: true), receipts);
        Assert.Equal((1, false), (report.Missing, report.Valid));

        var file = ReceiptAudit.WriteEvidence(_folder.Path, Samples.Node, report, receipts, "export", At)!;
        using var evidence = JsonDocument.Parse(File.ReadAllText(file));
        var named = Assert.Single(evidence.RootElement.GetProperty("receipts").EnumerateArray());
        Assert.Equal(1, named.GetProperty("round").GetInt32());
        Assert.Equal(receipts[0].Receipt.Note, named.GetProperty("note").GetString());
    }

    [Fact]
    public void Run_ReceiptForOtherBytesThanWereSent_IsBad()
    {
        var report = Audit(Export(), Stored(1) with { UpdateHash = Hash("other") });
        Assert.Equal((1, 0, false), (report.BadSignatures, report.Included, report.Valid));
    }

    [Fact]
    public void Run_ChangedExport_IsNotValid()
    {
        var report = Audit(Export().Replace("no quorum", "no reason", StringComparison.Ordinal), Stored(1));
        Assert.False(report.Valid);
        Assert.NotNull(report.LedgerProblem);
        Assert.Equal(ReceiptOutcome.LedgerInvalid, report.Lines.Single().Outcome);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Command_Json_HasTheFieldsAndTheExitCode(bool deny, int expected)
    {
        var directory = new NodeDirectory(_folder.Path);
        directory.Create();
        directory.Save(Samples.Node);
        new ReceiptStore(directory.Receipts).Add(Stored(1));
        await File.WriteAllTextAsync(_folder["export"], Export(deny));
        var output = new StringWriter();
        var code = await ClientNode.Commands.NodeApplication.Run(
            ["verify", "--ledger", _folder["export"], "--json", "--dir", _folder.Path], output, TextWriter.Null, new InstantTime());

        Assert.Equal(expected, code);
        using var json = JsonDocument.Parse(output.ToString());
        var root = json.RootElement;
        Assert.Equal("north", root.GetProperty("partner").GetString());
        Assert.Equal(expected == 0, root.GetProperty("valid").GetBoolean());
        Assert.Equal((1, 1 - expected, 0, 0, 0, expected), (
            root.GetProperty("receipts").GetInt32(), root.GetProperty("included").GetInt32(), root.GetProperty("pending").GetInt32(),
            root.GetProperty("lost").GetInt32(), root.GetProperty("abandoned").GetInt32(), root.GetProperty("missing").GetInt32()));
        Assert.Equal(deny, root.TryGetProperty("evidence", out _));
    }
}
