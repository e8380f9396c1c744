using Federated.ClientNode.Channel;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Abstractions.Round;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Orleans;

/// <summary>
/// Control over grain calls of an Orleans client, bytes over <see cref="IInProcessIntake"/>. For simulation in one process
/// and for nodes inside one trusted network. A grain call carries no certificate: whoever reaches the gateway can speak
/// for every partner, so a gateway is never exposed to another institution, and across institutions the channel is
/// <see cref="HttpsChannel"/>. Cancelling ends a poll at the grain too; commands cannot be taken back, so there it stops the waiting only.
/// </summary>
/// <param name="grains">The client's factory (<c>IClusterClient</c> is one).</param>
/// <param name="intake">What carries bytes.</param>
/// <param name="partner">Whose node this is.</param>
/// <param name="time">The clock that deadlines are counted by; the silos' clock is taken to agree.</param>
public sealed class OrleansChannel(IGrainFactory grains, IInProcessIntake intake, PartnerName partner, TimeProvider time) : IFederationChannel
{
    /// <inheritdoc/>
    public async Task<WorkResponse> GetWork(WorkRequest request, CancellationToken cancellationToken)
    {
        var query = new WorkQuery(request.WaitSeconds, [.. request.Held.Select(h => new RoundReference(h.Run.ToString(), h.Round))],
            CapabilityMessage.Of(request.Capability));
        var reply = await Reach(Partner.NextWork(query, cancellationToken), cancellationToken);
        return new(
            [.. reply.Assignments.Select(ToAssignment)],
            [.. reply.Closed.Select(c => new ClosedRound(RunId.Parse(c.Run), c.Round, c.Committed ? RoundPhase.Committed : RoundPhase.Abandoned))]);
    }

    /// <inheritdoc/>
    public async Task GetModel(ContentHash model, Stream partial, CancellationToken cancellationToken)
    {
        await using var stream = await intake.OpenModel(model, cancellationToken);
        partial.SetLength(0);
        await stream.CopyToAsync(partial, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<WorkResponse?> SendUpdate(
        RoundId round, ReadOnlyMemory<byte> update, ContentHash sha256, int waitSeconds, Func<UploadResponse, Task> onReceipt, CancellationToken cancellationToken)
    {
        await onReceipt(await intake.Accept(partner, round, update, cancellationToken));
        if (waitSeconds == 0)
            return null;
        try
        {
            return await GetWork(new(waitSeconds, [new(round.Run, round.Number)]), cancellationToken);
        }
        catch (FederatedException)
        {
            // The receipt is here; the next poll asks for the work again.
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task Decline(RoundId round, DeclineRequest reason, CancellationToken cancellationToken)
    {
        var reply = await Reach(
            grains.GetGrain<IRoundGrain>(GrainKeys.Round(round)).Decline(new(partner.ToString(), reason.Code, reason.Reason)), cancellationToken);
        if (reply.Failure is { } failure)
            throw failure.ToException();
        await Withdraw(round, cancellationToken);
    }

    /// <summary>Takes a round's offer off this partner's list, so that polls no longer bring it.</summary>
    public async Task Withdraw(RoundId round, CancellationToken cancellationToken) =>
        await Reach(Done(Partner.Withdraw(new(round.Run.ToString(), round.Number))), cancellationToken);

    /// <inheritdoc/>
    public Task<SelfResponse> Self(CancellationToken cancellationToken) => intake.Self(partner, cancellationToken);

    /// <inheritdoc/>
    public Task ExportLedger(Stream destination, CancellationToken cancellationToken) => intake.ExportLedger(destination, cancellationToken);

    private IPartnerGrain Partner => grains.GetGrain<IPartnerGrain>(GrainKeys.Partner(partner));

    // Models are fetched by hash, never put inline: bytes do not go through grains.
    private Assignment ToAssignment(AssignmentMessage message) => new(
        RunId.Parse(message.Run), message.Round, RunPlanFile.Parse(message.Plan), ContentHash.Parse(message.PlanHash), ContentHash.Parse(message.BaseModel),
        ContentHash.Parse(message.Layout), (int)Math.Max(0, (message.Deadline - time.GetUtcNow()).TotalSeconds), message.Resend, message.Terms.ToTerms(), InlineModel: null) { Counted = message.Counted };

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }

    // A call that times out or finds no silo has an unknown outcome; every command of the node may be repeated.
    private static async Task<T> Reach<T>(Task<T> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or global::Orleans.Runtime.OrleansException)
        {
            throw new FederatedException(ErrorCodes.Unreachable, $"The cluster did not answer: {e.Message} Check that a silo runs and that its gateway can be reached.", inner: e);
        }
    }
}
