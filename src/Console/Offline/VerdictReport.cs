using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Ledger;

namespace Federated.ConsoleApp.Offline;

/// <summary>Says what the verifier found.</summary>
public static class VerdictReport
{
    /// <summary>Writes it.</summary>
    public static void Write(Screen screen, LedgerVerdict verdict)
    {
        var counts = verdict.Counts;
        screen.Fact("federation", verdict.Keys?.Federation ?? "unknown");
        screen.Fact("entries", verdict.Entries);
        screen.Fact("root", verdict.Root);
        screen.Fact("checkpoint", verdict.CheckpointValid ? "signed, over exactly these entries" : "not valid");
        screen.Fact("keys", verdict.KeysFromFile
            ? "taken from the export itself: whoever wrote it may have made them up; pass --keys FILE to pin them"
            : "the ones you gave");
        screen.Fact("partners", counts.Partners);
        screen.Fact("runs", counts.Runs);
        screen.Fact("rounds", FormattableString.Invariant($"{counts.RoundsCommitted} committed, {counts.RoundsAbandoned} abandoned, {counts.RoundsSealed} sealed"));
        screen.Fact("updates", FormattableString.Invariant($"{counts.UpdatesAccepted} accepted, {counts.UpdatesRejected} rejected, {counts.UpdatesLate} late"));
        screen.Line(Sentence(verdict));
    }

    /// <summary>The verdict in one sentence.</summary>
    public static string Sentence(LedgerVerdict verdict) => verdict.Valid ? "The ledger verifies."
        : verdict.AtIndex is { } index
            ? string.Create(CultureInfo.InvariantCulture, $"The ledger does not verify. First problem, at entry {index}: {verdict.FirstProblem}")
            : $"The ledger does not verify. First problem: {verdict.FirstProblem}";
}
