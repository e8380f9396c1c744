using Federated.ClientNode.Channel;
using Federated.ClientNode.Outbox;
using Federated.ClientNode.Receipts;
using Federated.Domain.Errors;
using Federated.Domain.Rounds;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Node;

/// <summary>Sends held updates and keeps the receipts. Sends the identical bytes however often.</summary>
public sealed class UpdateSender(
    IFederationChannel channel, UpdateOutbox outbox, ReceiptStore receipts, EvidenceStore evidence, Reconnector reconnector,
    NodeConfiguration node, TimeProvider time, INodeEvents events)
{
    // Rounds whose upload was answered in this process, also with a receipt that does not hold.
    private readonly HashSet<RoundId> _answered = [];

    /// <summary>Held updates without an answer: a crash or a broken line came between outbox and receipt.</summary>
    public IReadOnlyList<HeldFile> Unsent =>
        [.. outbox.Held.Where(h => h.Refused is null && !_answered.Contains(h.Id) && !receipts.Contains(h.Id))];

    /// <summary>Sends a held update; tries again for as long as the federation cannot be reached.</summary>
    /// <param name="held">The sidecar.</param>
    /// <param name="update">The bytes.</param>
    /// <param name="waitSeconds">How long the answer may wait for the next work.</param>
    /// <param name="cancellationToken">Stops it; the update stays held.</param>
    public async Task<SendOutcome> Send(HeldFile held, ReadOnlyMemory<byte> update, int waitSeconds, CancellationToken cancellationToken)
    {
        try
        {
            var next = await reconnector.Try(
                token => channel.SendUpdate(held.Id, update, held.Sha256, waitSeconds, answer => Store(held, answer), token), cancellationToken);
            return new(Progress: true, next);
        }
        catch (FederatedException e) when (IsFinal(e.Code))
        {
            outbox.MarkRefused(held.Id, e.Code);
            events.Say(held.Id, $"update refused for good, kept until the round is closed: {e.Code}: {e.Message}", NodeEventLevel.Warning);
            return SendOutcome.Stuck;
        }
        catch (FederatedException e)
        {
            events.Say(held.Id, $"update refused, will be sent again: {e.Code}: {e.Message}", NodeEventLevel.Warning);
            return SendOutcome.Stuck;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            events.Say(held.Id, $"the answer to the update could not be stored, will be asked for again: {e.Message}", NodeEventLevel.Warning);
            return SendOutcome.Stuck;
        }
    }

    // The same bytes will never be taken, so sending them again is in vain. What arrived cut or changed may arrive whole.
    private static bool IsFinal(ErrorCode code) => (code.Number is >= 1201 and <= 1299
            && code.Number != ErrorCodes.UpdateTruncated.Number && code.Number != ErrorCodes.UpdateWrongLength.Number
            && code.Number != ErrorCodes.UpdateHashMismatch.Number)
        || code.Number == ErrorCodes.NotInCohort.Number || code.Number == ErrorCodes.RunUnknown.Number
        || code.Number == ErrorCodes.RoundUnknown.Number || code.Number == ErrorCodes.RunNotActive.Number;

    private Task Store(HeldFile held, UploadResponse answer)
    {
        if (ReceiptCheck.Problem(answer.Receipt, node.Keys, node.Partner, held.Id, held.Sha256) is { } problem)
        {
            var file = evidence.Keep(held.Id, answer, problem, time.GetUtcNow());
            events.Say(held.Id, $"THE RECEIPT DOES NOT HOLD: {problem} It is kept as evidence in {file}; the update stays in the outbox. Talk to the other partners.",
                NodeEventLevel.Alarm);
        }
        else
        {
            receipts.Add(new(answer.Receipt, held.Sha256));
            events.Say(held.Id, answer.Duplicate ? "sent again, same receipt" : "sent, receipt stored");
        }

        _answered.Add(held.Id);
        return Task.CompletedTask;
    }
}
