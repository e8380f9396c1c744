using Federated.ClientNode.Channel;
using Federated.ClientNode.Charges;
using Federated.ClientNode.Models;
using Federated.ClientNode.Outbox;
using Federated.ClientNode.Privacy;
using Federated.ClientNode.Receipts;
using Federated.ClientNode.Training;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Models.Codecs;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Node;

/// <summary>
/// Does one assignment: checks, model, charge, training, outbox, upload, in that order. What is held is sent as it is and
/// never trained again; what cannot be done is declined with its code.
/// </summary>
/// <remarks>Training runs where <c>training</c> says: on the thread pool when it is null, so that it never holds up what talks to the federation.</remarks>
public sealed class AssignmentHandler(
    IFederationChannel channel, UpdateOutbox outbox, ReceiptStore receipts, ChargeLog charges, PrivacyLog privacy, IModelCache models, IPlanTrainer trainer,
    UpdateSender sender, Reconnector reconnector, NodeConfiguration node, INodeEvents events, TaskScheduler? training = null)
{
    // A power cut may have taken a charge whose update is held.
    private readonly ChargeLog _charges = charges.Recover(outbox.Held);

    /// <summary>
    /// Frees the room of dropped updates, once there are some or when there is nothing else to do. What has to outlive them is flushed
    /// first, so that a round costs no flush of its own for a charge or a receipt.
    /// </summary>
    /// <param name="idle">True to free all there is.</param>
    public void Tidy(bool idle)
    {
        if (!(idle ? outbox.HasDropped : outbox.SweepIsDue))
            return;
        _charges.Flush();
        receipts.Flush();
        outbox.Sweep();
    }

    /// <summary>Does an assignment.</summary>
    /// <param name="assignment">What the federation wants.</param>
    /// <param name="waitSeconds">How long the answer to the upload may wait for the next work.</param>
    /// <param name="cancellationToken">Stops it between steps of training; what is on the disk stays.</param>
    public async Task<SendOutcome> Handle(Assignment assignment, int waitSeconds, CancellationToken cancellationToken)
    {
        HeldFile held;
        byte[] update;
        try
        {
            if (outbox.Find(assignment.Id) is { Refused: { } code } && !assignment.Resend)
            {
                events.Say(assignment.Id, $"skipped: its update was refused before ({code})");
                await Decline(assignment, code, "The update of this round was refused before.", cancellationToken);
                return SendOutcome.Stuck;
            }

            if (outbox.Find(assignment.Id) is null && !assignment.Resend && receipts.Contains(assignment.Id))
            {
                events.Say(assignment.Id, "skipped: this node has its receipt and the round was closed");
                return SendOutcome.Stuck;
            }

            (held, update) = TakeHeld(assignment) ?? await Train(assignment, cancellationToken);
        }
        catch (FederatedException e)
        {
            return await Refuse(assignment, e, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await Refuse(assignment, new(ErrorCodes.StorageUnavailable, $"The node's disk failed: {e.Message}", inner: e), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return await Refuse(assignment, new(ErrorCodes.TrainingFailed, $"Training failed: {e.Message}", inner: e), cancellationToken);
        }

        return await sender.Send(held, update, waitSeconds, cancellationToken);
    }

    private (HeldFile, byte[])? TakeHeld(Assignment assignment)
    {
        if (outbox.Find(assignment.Id) is not { } held)
            return null;
        if (held.BaseModel != assignment.BaseModel)
        {
            throw new FederatedException(ErrorCodes.CeilingExceeded,
                $"Got base model {assignment.BaseModel} for {assignment.Id}; this node trained the round from {held.BaseModel}, and a round is trained from one model only. Nothing was sent.");
        }

        // Bytes that have left the house once may be sent again, whatever the ceilings are by now.
        if (!receipts.Contains(assignment.Id))
            AssignmentCheck.Check(assignment, node.Ceilings);
        if (outbox.TryRead(assignment.Id, out var update))
            return (held, update);
        events.Say(assignment.Id, "the held update is damaged or gone; training it again, which gives the same bytes", NodeEventLevel.Warning);
        return null;
    }

    private async Task<(HeldFile, byte[])> Train(Assignment assignment, CancellationToken cancellationToken)
    {
        AssignmentCheck.Check(assignment, node.Ceilings);
        var model = await Model(assignment, cancellationToken);
        var foundation = assignment.Plan.Model?.Transfer?.Base is { } start ? await reconnector.Try(token => models.Get(start, [ModelCodec.Plain], token), cancellationToken) : [];
        privacy.Charge(node.Ceilings.Budget(assignment.Plan), assignment.Plan, assignment.Id, assignment.Terms);
        Charge(assignment, model);
        events.Say(assignment.Id, $"{(assignment.Plan.Query is null ? "training" : "answering a query")} in mode {assignment.Plan.Privacy.Mode}, {assignment.SecondsLeft} s left");
        var trained = await Task.Factory.StartNew(
            () => trainer.Train(assignment, model, foundation, cancellationToken), cancellationToken, TaskCreationOptions.DenyChildAttach, training ?? TaskScheduler.Default);
        var held = new HeldFile(assignment.Run, assignment.Round, ContentHash.Of(trained.File), trained.WeightUnits, assignment.BaseModel);
        if (receipts.Find(assignment.Id) is { } receipt && receipt.UpdateHash != held.Sha256)
        {
            throw new FederatedException(ErrorCodes.UpdateHashMismatch,
                $"Training {assignment.Id} again gave update {held.Sha256}, wanted {receipt.UpdateHash}, which the receipt names: the data or the machine changed. Nothing was sent; restore the outbox from a backup if there is one.");
        }

        outbox.Add(held, trained.File);
        events.Say(assignment.Id, trained.Summary);
        return (held, trained.File);
    }

    // What was trained from is charged: where downloads are rounded, the numbers themselves, which no ledger names. A held update names the
    // committed model only, so that charge does not wait for its flush.
    private void Charge(Assignment assignment, byte[] model)
    {
        if (assignment.Plan.Rounding is null)
        {
            _charges.Charge(assignment.Id, assignment.BaseModel);
            return;
        }

        _charges.Charge(assignment.Id, ContentHash.Of(model));
        _charges.Flush();
    }

    private async Task<byte[]> Model(Assignment assignment, CancellationToken cancellationToken)
    {
        if (assignment.InlineModel is not { } inline)
            return await reconnector.Try(token => models.Get(assignment.BaseModel, assignment.Plan.DownloadCodecs, token), cancellationToken);
        var got = ContentHash.Of(inline);
        return got == assignment.BaseModel
            ? assignment.Plan.Rounding?.Rounded(inline) ?? inline
            : throw new FederatedException(ErrorCodes.ModelMalformed, $"Got a model with SHA-256 {got}, wanted {assignment.BaseModel}. Nothing was trained.");
    }

    private async Task<SendOutcome> Refuse(Assignment assignment, FederatedException why, CancellationToken cancellationToken)
    {
        events.Say(assignment.Id, $"declined: {why.Code}: {why.Message}", NodeEventLevel.Warning);

        // What a data or training failure says may quote the partner's records: only its title leaves the house.
        var reason = why.Code.Number is >= 1000 and < 1400 ? why.Message : why.Code.Title;
        await Decline(assignment, why.Code.ToString(), reason, cancellationToken);
        return SendOutcome.Stuck;
    }

    private async Task Decline(Assignment assignment, string code, string reason, CancellationToken cancellationToken)
    {
        try
        {
            var request = new DeclineRequest(code, reason.Length <= 500 ? reason : reason[..500]);
            await reconnector.Try(
                async token =>
                {
                    await channel.Decline(assignment.Id, request, token);
                    return true;
                }, cancellationToken);
        }
        catch (FederatedException e)
        {
            events.Say(assignment.Id, $"the decline was not taken: {e.Code}: {e.Message}", NodeEventLevel.Warning);
        }
    }
}
