using Federated.Domain.Rounds;

namespace Federated.Domain.Ledger;

/// <summary>Remembers, while an export streams by, the entries that decide about some receipts, and then judges them.</summary>
internal sealed class ReceiptSearch
{
    private readonly HashSet<RoundId> _rounds;
    private readonly HashSet<RunId> _runs;
    private readonly Dictionary<RoundId, (RoundSealed Entry, long Index)> _sealed = [];
    private readonly Dictionary<RoundId, (RoundAbandoned Entry, long Index)> _abandoned = [];
    private readonly Dictionary<RoundId, long> _committed = [];
    private readonly Dictionary<RunId, (RunFinished Entry, long Index)> _finished = [];

    public ReceiptSearch(IEnumerable<UpdateReceipt> receipts)
    {
        _rounds = [.. receipts.Select(Round)];
        _runs = [.. _rounds.Select(r => r.Run)];
    }

    public void Observe(LedgerEntry entry, long index)
    {
        if (entry is RunFinished finished && _runs.Contains(finished.Run))
            _finished[finished.Run] = (finished, index);
        if (entry.RunOrNull is not { } run || entry.RoundOrNull is not { } number || !_rounds.Contains(new(run, number)))
            return;
        var round = new RoundId(run, number);
        if (entry is RoundSealed sealedEntry)
            _sealed[round] = (sealedEntry, index);
        else if (entry is RoundAbandoned abandoned)
            _abandoned[round] = (abandoned, index);
        else if (entry is RoundCommitted)
            _committed[round] = index;
    }

    public ReceiptVerdict Judge(SignedReceipt signed, LedgerVerdict ledger)
    {
        var (outcome, explanation, index) = Find(signed, ledger);
        return new(signed, outcome, explanation, index, ledger);
    }

    private (ReceiptOutcome, string, long?) Find(SignedReceipt signed, LedgerVerdict ledger)
    {
        if (ledger.Keys is not { } keys)
            return (ReceiptOutcome.LedgerInvalid, $"The export does not verify: {ledger.FirstProblem}", null);
        if (!signed.Verify(keys.Receipt, out var reason))
            return (ReceiptOutcome.BadSignature, $"The receipt does not verify: {reason}", null);
        var receipt = signed.Receipt;
        if (!string.Equals(receipt.Federation, keys.Federation, StringComparison.Ordinal))
            return (ReceiptOutcome.BadSignature,
                $"The receipt is of federation '{receipt.Federation}', the ledger of '{keys.Federation}'.", null);
        if (!ledger.Valid)
            return (ReceiptOutcome.LedgerInvalid, $"The export does not verify: {ledger.FirstProblem}", ledger.AtIndex);

        var round = Round(receipt);
        if (_sealed.TryGetValue(round, out var found))
            return InSealed(receipt, round, found.Entry, found.Index);
        if (_abandoned.TryGetValue(round, out var abandoned))
        {
            return abandoned.Entry.Claimed.Contains(receipt.Partner)
                ? (ReceiptOutcome.Abandoned, $"Round {round} was abandoned: {abandoned.Entry.Reason}", abandoned.Index)
                : (ReceiptOutcome.Missing,
                    $"Round {round} was abandoned, and the entry denies that '{receipt.Partner}' had claimed.", abandoned.Index);
        }

        if (!_finished.TryGetValue(round.Run, out var end))
            return (ReceiptOutcome.Pending, $"The export does not reach the end of round {round}.", null);
        return end.Entry.Outcome is RunFinished.Completed
            ? (ReceiptOutcome.Missing, $"The run completed without round {round}.", end.Index)
            : (ReceiptOutcome.Abandoned, $"The run {end.Entry.Outcome} before round {round} was sealed.", end.Index);
    }

    private (ReceiptOutcome, string, long?) InSealed(UpdateReceipt receipt, RoundId round, RoundSealed entry, long index)
    {
        if (entry.Members.FirstOrDefault(m => m.Partner == receipt.Partner) is { } member)
        {
            if (member.Commitment != receipt.Commitment)
                return (ReceiptOutcome.Missing,
                    $"Round {round} is sealed with commitment {member.Commitment}, the receipt promises {receipt.Commitment}.", index);
            return _committed.TryGetValue(round, out var committed)
                ? (ReceiptOutcome.Included, $"Round {round} is sealed with this update and committed.", committed)
                : (ReceiptOutcome.SealedOnly, $"Round {round} is sealed with this update and not committed.", index);
        }

        return entry.Lost.Contains(receipt.Partner)
            ? (ReceiptOutcome.Lost, $"Round {round} lists the update as lost.", index)
            : (ReceiptOutcome.Missing,
                $"Round {round} is sealed, and neither its members nor its lost partners name '{receipt.Partner}'.", index);
    }

    private static RoundId Round(UpdateReceipt receipt) => new(receipt.Run, receipt.Round);
}
