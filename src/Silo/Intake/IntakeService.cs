using System.Globalization;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Rounds;
using Federated.Domain.Updates;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Abstractions.Round;
using Federated.Grains.Abstractions.Run;
using Federated.Grains.Ports;
using Federated.Protocol;
using ErrorCode = Federated.Domain.Errors.ErrorCode;

namespace Federated.Silo.Intake;

/// <summary>
/// Takes in uploads: check while they stream, claim, fold, in this order (DESIGN section 4, steps 4 and 5). Bytes never
/// go through grains. Before the claim nothing has changed; after it the update is folded even if the sender is gone.
/// </summary>
internal sealed partial class IntakeService(
    IGrainFactory grains, FoldBook book, IBlobStore blobs, IntakeIdentity identity, StagingBudget budget, SpoolFolder spools, ResumableUploads resumable, IFaultPoints faults, TimeProvider time,
    IHostApplicationLifetime lifetime, ILogger<IntakeService> logger)
{
    private const int MaxUnknownOutcomes = 3;
    private static readonly TimeSpan FirstBackoff = Times.Retry / 8;
    private static readonly TimeSpan LongestBackoff = Times.Retry * 5;
    private long _operations;

    /// <summary>Takes in the update of a partner for a round.</summary>
    /// <param name="partner">Who sends it, by its certificate.</param>
    /// <param name="round">The round that the address names.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="aborted">Ends with the request.</param>
    /// <exception cref="FederatedException">FED-12xx, FED-1301, FED-1302, FED-1303; FED-1604 when the round does not answer.</exception>
    public async Task<UploadOutcome> Accept(PartnerName partner, RoundId round, UpdateBody body, CancellationToken aborted)
    {
        var grain = grains.GetGrain<IRoundGrain>(GrainKeys.Round(round));
        var ticket = await grain.Ticket(partner.ToString());
        if (!ticket.Exists)
            throw await Unknown(round);
        if (!ticket.InCohort)
        {
            await Reject(grain, partner, ErrorCodes.NotInCohort);
            throw new FederatedException(ErrorCodes.NotInCohort, $"Got an update of '{partner}' for {round}, wanted one of a partner in its cohort. Wait for an assignment.");
        }

        // A closed round is claimed too: the same bytes get their receipt again, and others are recorded as late.
        var shape = book.Shape(round.Run, ticket.Plan).With(ticket.Terms!.ToTerms());
        UploadOutcome outcome;
        using (var staging = await StagingFor(grain, partner, shape, body, aborted))
        {
            using var staged = await Stage(grain, partner, round, shape, body, aborted);
            faults.Reach(FaultPoint.Staged, round);
            outcome = await ClaimAndFold(grain, partner, round, shape, staged, aborted);
        }

        await Withdraw(partner, round);
        return outcome;
    }

    private async Task<FederatedException> Unknown(RoundId round)
    {
        var run = await grains.GetGrain<IRunGrain>(GrainKeys.Run(round.Run)).Status();
        return run.Plan.Length == 0
            ? new(ErrorCodes.RunUnknown, $"Got an update for run '{round.Run}', wanted one for a run that was launched. Ask for the current assignment.")
            : new(ErrorCodes.RoundUnknown, $"Got an update for {round}, wanted one for a round that was opened. Ask for the current assignment.");
    }

    private async Task<IDisposable> StagingFor(IRoundGrain grain, PartnerName partner, RunShape shape, UpdateBody body, CancellationToken aborted)
    {
        try
        {
            UpdateReading.CheckLength(body, shape);
        }
        catch (FederatedException refusal)
        {
            await Reject(grain, partner, refusal.Code);
            throw;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        return await budget.Take(shape.StagedBytes, either.Token);
    }

    private async Task<StagedUpdate> Stage(
        IRoundGrain grain, PartnerName partner, RoundId round, RunShape shape, UpdateBody body, CancellationToken aborted)
    {
        using var running = resumable.Begin(partner, round, aborted);
        var upload = Upload(partner, round, shape, body);
        try
        {
            var staged = await UpdateReading.Stage(body, upload, running.Token, lifetime.ApplicationStopping);
            shape.Admit(partner, staged);
            return staged;
        }
        catch (FederatedException) when (upload.BrokeOff && body.AnnouncedHash is not null)
        {
            // Not refused: the rest may follow.
            resumable.Park(partner, round, body.AnnouncedHash.Value, upload);
            throw;
        }
        catch (FederatedException refusal) when (refusal.Code != ErrorCodes.StorageUnavailable)
        {
            upload.Dispose();
            LogRefused(partner, round, refusal.Code.ToString(), refusal.Message);
            await Reject(grain, partner, refusal.Code);
            throw;
        }
        catch
        {
            upload.Dispose();
            throw;
        }
    }

    private UnfinishedUpload Upload(PartnerName partner, RoundId round, RunShape shape, UpdateBody body)
    {
        if (body.Offset == 0)
        {
            var spool = spools.Open(shape);
            return new(new UpdateStage(shape.Expect(round), spool), spool, shape.StagedBytes);
        }

        return resumable.Take(partner, round, body.AnnouncedHash, body.Offset) ?? throw new FederatedException(ErrorCodes.UpdateTruncated,
            $"Got an update from byte {body.Offset}, and this silo has no part that ends there and belongs to it. Ask how much it has, or send all of it.");
    }

    private async Task<UploadOutcome> ClaimAndFold(
        IRoundGrain grain, PartnerName partner, RoundId round, RunShape shape, StagedUpdate staged, CancellationToken aborted)
    {
        var operation = string.Create(CultureInfo.InvariantCulture, $"{identity.Id}/{Interlocked.Increment(ref _operations)}");
        var claim = new ClaimUpdate(partner.ToString(), staged.Hash.ToString(), staged.Metadata.WeightUnits, identity.Id, operation);
        var backoff = FirstBackoff;
        for (var unknown = 0; ;)
        {
            // Neither the claim nor the fold ends with the request: once claimed, an update has to be folded.
            var (folds, end) = book.BeginClaim(round, shape);
            try
            {
                var reply = await grain.Claim(claim, identity.Reference);
                if (reply.Fold)
                    await Fold(folds, partner, round, shape, staged);
                if (!reply.Retry)
                    return Read(reply);
            }
            catch (Exception e) when (e is not FederatedException && unknown < MaxUnknownOutcomes)
            {
                unknown++;
                LogClaimUnanswered(partner, round, unknown, e);
            }
            catch (Exception e) when (e is not FederatedException)
            {
                throw new FederatedException(ErrorCodes.Unreachable,
                    $"Got no answer from {round} to the claim, wanted one within {MaxUnknownOutcomes + 1} attempts. Send the same bytes again.", inner: e);
            }
            finally
            {
                end();
            }

            await Task.Delay(backoff, time, aborted);
            backoff = backoff + backoff < LongestBackoff ? backoff + backoff : LongestBackoff;
        }
    }

    private async Task Fold(RoundFolds folds, PartnerName partner, RoundId round, RunShape shape, StagedUpdate staged)
    {
        faults.Reach(FaultPoint.Claimed, round);
        if (shape.KeepsUpdates)
            folds.Keep(partner, staged.Hash, await blobs.Put(KeptUpdate.Write(round, partner, staged), CancellationToken.None));
        else if (!folds.Fold(partner, staged))
            return;
        faults.Reach(FaultPoint.Folded, round);
    }

    private static UploadOutcome Read(ClaimReply reply)
    {
        if (reply.Failure is { } failure)
            throw failure.ToException();
        return new(SignedReceipt.Parse(reply.Receipt!), Duplicate: !reply.Fold);
    }

    // The answer to the sender does not depend on these two: a round finds out by itself that it has nothing to wait for.
    private async Task Reject(IRoundGrain grain, PartnerName partner, ErrorCode code)
    {
        try
        {
            await grain.Reject(new(partner.ToString(), code.ToString()));
        }
        catch (Exception e)
        {
            LogNotRecorded(partner, code.ToString(), e);
        }
    }

    private async Task Withdraw(PartnerName partner, RoundId round)
    {
        try
        {
            await grains.GetGrain<IPartnerGrain>(GrainKeys.Partner(partner)).Withdraw(new(round.Run.ToString(), round.Number));
        }
        catch (Exception e)
        {
            LogNotWithdrawn(partner, round, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Update of {Partner} for {Round} refused with {Code}: {Reason}")]
    private partial void LogRefused(PartnerName partner, RoundId round, string code, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Claim of {Partner} for {Round} not answered, attempt {Attempt}")]
    private partial void LogClaimUnanswered(PartnerName partner, RoundId round, int attempt, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The refusal {Code} of an update of {Partner} could not be recorded")]
    private partial void LogNotRecorded(PartnerName partner, string code, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The offer of {Round} to {Partner} could not be withdrawn")]
    private partial void LogNotWithdrawn(PartnerName partner, RoundId round, Exception exception);
}
