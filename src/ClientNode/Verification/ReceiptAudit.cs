using System.Collections.Immutable;
using Federated.ClientNode.Node;
using Federated.ClientNode.Receipts;
using Federated.ClientNode.Storage;
using Federated.Domain.Ledger;

namespace Federated.ClientNode.Verification;

/// <summary>Holds every receipt of a node against a ledger export, offline.</summary>
public static class ReceiptAudit
{
    /// <summary>Verifies the export with the pinned keys, and each receipt against it.</summary>
    /// <param name="node">Whose node.</param>
    /// <param name="receipts">Its receipts; none is a valid answer too.</param>
    /// <param name="open">Opens the export's text from its beginning.</param>
    public static VerificationReport Run(NodeConfiguration node, IReadOnlyList<StoredReceipt> receipts, Func<TextReader> open)
    {
        LedgerVerdict ledger;
        using (var export = open())
        {
            ledger = LedgerVerifier.Verify(export, node.Keys);
        }

        ImmutableArray<ReceiptVerdict> verdicts = [];
        if (receipts.Count > 0)
        {
            using var export = open();
            verdicts = LedgerVerifier.VerifyReceipts([.. receipts.Select(r => r.Receipt)], export, node.Keys);
        }

        var lines = verdicts.Zip(receipts, (verdict, receipt) => Line(node, verdict, receipt)).ToImmutableArray();
        int Count(params ReadOnlySpan<ReceiptOutcome> outcomes)
        {
            var wanted = outcomes.ToArray();
            return lines.Count(l => wanted.Contains(l.Outcome));
        }

        var missing = Count(ReceiptOutcome.Missing);
        var bad = Count(ReceiptOutcome.BadSignature);
        return new()
        {
            Partner = node.Partner.ToString(),
            Receipts = receipts.Count,
            Included = Count(ReceiptOutcome.Included),
            Pending = Count(ReceiptOutcome.Pending, ReceiptOutcome.SealedOnly),
            Lost = Count(ReceiptOutcome.Lost),
            Abandoned = Count(ReceiptOutcome.Abandoned),
            Missing = missing,
            BadSignatures = bad,
            Entries = ledger.Entries,
            Valid = ledger.Valid && missing == 0 && bad == 0,
            LedgerProblem = ledger.FirstProblem,
            Lines = lines,
        };
    }

    /// <summary>Writes a file that names what is wrong, with the receipts that prove it; null when nothing is.</summary>
    /// <returns>The file.</returns>
    public static string? WriteEvidence(
        string folder, NodeConfiguration node, VerificationReport report, IReadOnlyList<StoredReceipt> receipts, string export, DateTimeOffset at)
    {
        if (report.Valid)
            return null;
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"verify-{at:yyyyMMdd'T'HHmmss'Z'}.json");
        var broken = report.Lines.Zip(receipts)
            .Where(pair => pair.First.Outcome is ReceiptOutcome.Missing or ReceiptOutcome.BadSignature)
            .Select(pair => new { pair.First.Run, pair.First.Round, pair.First.Outcome, pair.First.Explanation, pair.Second.UpdateHash, pair.Second.Receipt.Note });
        NodeJson.Write(path, new { at, node.Federation, node.Partner, Keys = node.Keys.ToJson(), export, report.LedgerProblem, Receipts = broken });
        return path;
    }

    // A receipt for somebody else, or for other bytes than were sent, is none, however well it is signed.
    private static VerificationLine Line(NodeConfiguration node, ReceiptVerdict verdict, StoredReceipt stored)
    {
        var problem = verdict.Outcome == ReceiptOutcome.LedgerInvalid
            ? null
            : ReceiptCheck.Problem(stored.Receipt, node.Keys, node.Partner, stored.Id, stored.UpdateHash);
        return problem is null
            ? new(stored.Id.Run, stored.Id.Number, verdict.Outcome, verdict.Explanation)
            : new(stored.Id.Run, stored.Id.Number, ReceiptOutcome.BadSignature, problem);
    }
}
