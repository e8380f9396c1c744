using System.Collections.Immutable;
using Federated.ClientNode.Channel;
using Federated.ClientNode.Outbox;
using Federated.Domain.Errors;
using Federated.Domain.Rounds;
using Federated.Protocol;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Node;

/// <summary>
/// The node at work: sends what was left unsent, asks for work, does it one assignment at a time, forgets what is closed.
/// The answer to an upload brings the next work, so a round costs one request.
/// </summary>
public sealed class NodeLoop(
    IFederationChannel channel, UpdateOutbox outbox, AssignmentHandler handler, UpdateSender sender, Reconnector reconnector,
    TimeProvider time, INodeEvents events, NodeCapability? capability = null)
{
    /// <summary>How long a poll, or the answer to an upload, may wait for work.</summary>
    public const int WaitSeconds = 20;

    /// <summary>The answer to an upload need not list what is closed; past this many held updates the node asks.</summary>
    public const int AskAboutHeld = 8;

    private static readonly TimeSpan ShortestPause = Times.Retry;
    private static readonly TimeSpan LongestPause = Times.LongestRetry;
    private static readonly TimeSpan LongEnough = Times.Retry * 5;

    /// <summary>Works until it is cancelled; then it returns, with everything that matters on the disk.</summary>
    public async Task Run(CancellationToken cancellationToken)
    {
        try
        {
            var pause = ShortestPause;
            WorkResponse? next = null;
            while (true)
            {
                try
                {
                    var sent = next is not null || await SendUnsent(cancellationToken);
                    var asked = time.GetTimestamp();
                    var work = next ?? await Poll(WaitSeconds, cancellationToken);
                    var waited = time.GetElapsedTime(asked) > LongEnough;
                    var moved = Forget(work);
                    if (outbox.Count > AskAboutHeld)
                        moved |= Forget(await Poll(0, cancellationToken));
                    handler.Tidy(idle: work.Assignments.IsDefaultOrEmpty);
                    (var worked, next) = await Work(work, cancellationToken);
                    if (sent && (moved || worked || (waited && work.Assignments.IsDefaultOrEmpty)))
                    {
                        pause = ShortestPause;
                        continue;
                    }

                    // Nothing moved: an empty answer that came at once, or work that this node cannot do and is offered again.
                    await Task.Delay(pause, time, cancellationToken);
                    pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                }
                catch (Exception e) when (e is not FederatedException && !cancellationToken.IsCancellationRequested)
                {
                    // A transport that breaks in a way nobody foresaw must not end a node that holds what a sealed round waits for; a
                    // cancellation that nobody here asked for is such a way too.
                    events.Say(null, $"unexpected, going on: {e.GetType().Name}: {e.Message}", NodeEventLevel.Warning);
                    next = null;
                    await Task.Delay(pause, time, cancellationToken);
                    pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            handler.Tidy(idle: true);
            events.Say(null, outbox.Count == 0 ? "stopped" : $"stopped; the outbox keeps {outbox.Count} until their rounds are closed");
        }
    }

    // After a failure the poll does not wait, so that the operator hears at once that the federation is back.
    private Task<WorkResponse> Poll(int waitSeconds, CancellationToken cancellationToken) =>
        reconnector.Insist(
            token => channel.GetWork(new(reconnector.IsLost ? 0 : waitSeconds, [.. outbox.Held.Select(h => new HeldUpdate(h.Run, h.Round))], capability), token), cancellationToken);

    private async Task<bool> SendUnsent(CancellationToken cancellationToken)
    {
        var moved = true;
        foreach (var held in sender.Unsent)
        {
            if (outbox.TryRead(held.Id, out var update))
                moved &= (await sender.Send(held, update, waitSeconds: 0, cancellationToken)).Progress;
            else
                events.Say(held.Id, "the held update is damaged or gone; it is trained again if the federation asks for it", NodeEventLevel.Warning);
        }

        return moved;
    }

    private async Task<(bool Moved, WorkResponse? Next)> Work(WorkResponse work, CancellationToken cancellationToken)
    {
        if (work.Assignments.IsDefaultOrEmpty)
            return (false, null);
        var moved = false;
        WorkResponse? next = null;

        // What was claimed and lost comes first, it has the shorter deadline; only the last upload waits for more work.
        ImmutableArray<Assignment> ordered = [.. work.Assignments.OrderByDescending(a => a.Resend).ThenBy(a => a.SecondsLeft)];
        for (var i = 0; i < ordered.Length; i++)
        {
            var outcome = await handler.Handle(ordered[i], i == ordered.Length - 1 ? WaitSeconds : 0, cancellationToken);
            moved |= outcome.Progress;
            next = outcome.Next;
        }

        return (moved, next);
    }

    private bool Forget(WorkResponse work)
    {
        var moved = false;
        foreach (var closed in work.Closed.IsDefault ? [] : work.Closed)
        {
            if (outbox.Find(new(closed.Run, closed.Round)) is not { } held)
                continue;
            outbox.Remove(held.Id);
            events.Say(held.Id, $"round {closed.Outcome.ToString().ToLowerInvariant()}, update dropped");
            moved = true;
        }

        return moved;
    }
}
