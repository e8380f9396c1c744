using System.Collections.Immutable;
using System.Text;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Ledger;

/// <summary>
/// Verifies a ledger export offline, in one pass, whatever its length. It checks, in file order:
/// <list type="number">
/// <item>the form: header, canonical entries, signed checkpoint;</item>
/// <item>the rules: the first entry and only it creates the federation; unique keys are unique; partners are enrolled
/// before they are in a run, runs launched before their rounds; rounds follow each other; members and lost partners are
/// disjoint and in the cohort, the cohort in the run; a commit names the leaf hash of its round's sealed entry; models
/// form a chain from the initial one; the spend stays inside the reservation; every round of an adaptive run is reserved before it is
/// closed, with the noise that the plan or the last tuning says, and its filter admits all that is reserved; a finished run takes late
/// and rejected updates only; tags, gates, evaluations and rollbacks fit the registry of models at their place, and no model is released
/// without passing its track's gates;</item>
/// <item>the checkpoint: its signature, origin, size, and root, computed from the lines' own bytes.</item>
/// </list>
/// It shares no code with the writer's hashing (see <c>LineMerkleRoot</c>).
/// </summary>
public static class LedgerVerifier
{
    /// <summary>Verifies an export.</summary>
    /// <param name="export">The export's text, read to its end or to a line that is not one of an export.</param>
    /// <param name="trusted">Pinned keys; without them the file is checked against its own, and the verdict says so.</param>
    public static LedgerVerdict Verify(TextReader export, FederationKeys? trusted = null) => Verify(export, trusted, observe: null);

    /// <summary>Says what an export makes of a receipt.</summary>
    public static ReceiptVerdict VerifyReceipt(SignedReceipt receipt, TextReader export, FederationKeys? trusted = null) =>
        VerifyReceipts([receipt], export, trusted)[0];

    /// <summary>Says what an export makes of many receipts; the export is read once.</summary>
    /// <returns>One verdict for each receipt, in their order.</returns>
    public static ImmutableArray<ReceiptVerdict> VerifyReceipts(
        IReadOnlyCollection<SignedReceipt> receipts, TextReader export, FederationKeys? trusted = null)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        var search = new ReceiptSearch(receipts.Select(r => r.Receipt));
        var ledger = Verify(export, trusted, search.Observe);
        return [.. receipts.Select(r => search.Judge(r, ledger))];
    }

    private static LedgerVerdict Verify(TextReader export, FederationKeys? trusted, Action<LedgerEntry, long>? observe)
    {
        ArgumentNullException.ThrowIfNull(export);
        var findings = new Findings();
        var root = new LineMerkleRoot();
        var reader = new LedgerExportReader(export);
        LedgerRules? rules = null;
        FederationKeys? keys = trusted;
        var checkpointValid = false;
        try
        {
            var named = reader.ReadHeader();
            keys ??= named;
            if (named != keys)
                findings.Add("The export names other keys or another federation than the trusted ones.", null);
            rules = new(keys.Federation);
            while (reader.ReadEntry() is { } line)
            {
                var index = root.Count;
                var bytes = Encoding.UTF8.GetBytes(line);
                var leaf = root.Add(bytes);
                if (!findings.Any)
                    findings.Add(CheckEntry(bytes, leaf, index, rules, observe), index);
            }

            if (root.Count == 0)
                findings.Add("Got no entries, wanted federation-created as the first.", null);
            var problem = CheckCheckpoint(reader.CheckpointNote!, keys, root.Count, root.Root());
            checkpointValid = problem is null;
            findings.Add(problem, null);
        }
        catch (FederatedException e)
        {
            findings.Add(e.Message, null);
        }

        return new(!findings.Any, root.Count, root.Root(), findings.First, findings.AtIndex, trusted is null, checkpointValid, keys,
            rules?.Counts ?? new(0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    private static string? CheckEntry(byte[] bytes, ContentHash leaf, long index, LedgerRules rules, Action<LedgerEntry, long>? observe)
    {
        LedgerEntry entry;
        try
        {
            entry = LedgerCodec.Decode(bytes);
        }
        catch (FederatedException e)
        {
            return e.Message;
        }

        var problem = rules.Apply(entry, leaf);
        if (problem is null)
            observe?.Invoke(entry, index);
        return problem;
    }

    private static string? CheckCheckpoint(string note, FederationKeys keys, long size, ContentHash root)
    {
        if (!Checkpoint.TryOpen(note, keys.Checkpoint, out var checkpoint, out var reason))
            return $"The checkpoint does not verify: {reason}";
        if (!string.Equals(checkpoint.Origin, keys.Federation, StringComparison.Ordinal)
            && !string.Equals(checkpoint.Origin, keys.Checkpoint.KeyName, StringComparison.Ordinal))
            return $"The checkpoint is of '{checkpoint.Origin}', wanted '{keys.Federation}' or '{keys.Checkpoint.KeyName}'.";
        if (checkpoint.Size != size)
            return $"The checkpoint is over {checkpoint.Size} entries, the export has {size}.";
        return checkpoint.Root == root
            ? null
            : $"The entries have root {root}, the checkpoint says {checkpoint.Root}: an entry was changed.";
    }

    private sealed class Findings
    {
        public string? First { get; private set; }

        public long? AtIndex { get; private set; }

        public bool Any => First is not null;

        public void Add(string? problem, long? index)
        {
            if (Any || problem is null)
                return;
            First = problem;
            AtIndex = index;
        }
    }
}
