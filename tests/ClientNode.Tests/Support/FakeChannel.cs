using System.Collections.Concurrent;
using Federated.ClientNode.Channel;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Tests.Support;

/// <summary>A federation that follows a script. When the polls run out, <see cref="Idle"/> completes and the poll waits.</summary>
public sealed class FakeChannel : IFederationChannel
{
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<Func<WorkRequest, WorkResponse>> Polls { get; } = [];

    /// <summary>What uploads do, in order; a null or an empty queue gives a good receipt and no next work.</summary>
    public ConcurrentQueue<Func<RoundId, byte[], (UploadResponse, WorkResponse?)>?> Uploads { get; } = [];

    public ConcurrentQueue<(WorkRequest Request, bool Waits)> Asked { get; } = [];

    public ConcurrentQueue<(RoundId Round, byte[] Update, int Wait)> Sent { get; } = [];

    public ConcurrentQueue<(RoundId Round, DeclineRequest Reason)> Declined { get; } = [];

    public Dictionary<ContentHash, byte[]> Models { get; } = [];

    public Task Idle => _idle.Task;

    public FakeChannel Offer(params Assignment[] assignments) => Answer(new WorkResponse([.. assignments], []));

    public FakeChannel Close(RoundPhase outcome, params RoundId[] rounds) =>
        Answer(new WorkResponse([], [.. rounds.Select(r => new ClosedRound(r.Run, r.Number, outcome))]));

    public FakeChannel Answer(WorkResponse response)
    {
        Polls.Enqueue(_ => response);
        return this;
    }

    public FakeChannel FailPoll(Exception exception)
    {
        Polls.Enqueue(_ => throw exception);
        return this;
    }

    public FakeChannel FailUpload(Exception exception)
    {
        Uploads.Enqueue((_, _) => throw exception);
        return this;
    }

    public async Task<WorkResponse> GetWork(WorkRequest request, CancellationToken cancellationToken)
    {
        Asked.Enqueue((request, Polls.IsEmpty));
        if (Polls.TryDequeue(out var poll))
            return poll(request);
        _idle.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException("The poll was cancelled before.");
    }

    /// <summary>Gives models in a codec; null for a federation that has them only as they are.</summary>
    public Func<ContentHash, string, ContentHash?, CodedModel>? Coded { get; set; }

    public List<(string Codec, ContentHash? Base)> CodedAsked { get; } = [];

    public int Downloads { get; private set; }

    public Task<CodedModel?> GetCodedModel(ContentHash model, string codec, ContentHash? baseModel, CancellationToken cancellationToken)
    {
        if (Coded is not null)
            CodedAsked.Add((codec, baseModel));
        return Task.FromResult(Coded?.Invoke(model, codec, baseModel));
    }

    public async Task GetModel(ContentHash model, Stream partial, CancellationToken cancellationToken)
    {
        Downloads++;
        partial.SetLength(0);
        await partial.WriteAsync(Models[model], cancellationToken);
    }

    public async Task<WorkResponse?> SendUpdate(
        RoundId round, ReadOnlyMemory<byte> update, ContentHash sha256, int waitSeconds, Func<UploadResponse, Task> onReceipt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Sent.Enqueue((round, update.ToArray(), waitSeconds));
        var (receipt, next) = Uploads.TryDequeue(out var script) && script is not null
            ? script(round, update.ToArray())
            : (new(Samples.Receipt(ContentHash.Of(update.Span), round.Number), Duplicate: false), null);
        await onReceipt(receipt);
        return next;
    }

    public Task Decline(RoundId round, DeclineRequest reason, CancellationToken cancellationToken)
    {
        Declined.Enqueue((round, reason));
        return Task.CompletedTask;
    }

    public Task<SelfResponse> Self(CancellationToken cancellationToken) =>
        Task.FromResult(new SelfResponse(Samples.Partner, Samples.Federation, new(Samples.Partner, 0, 0, 0, 0, 0, 0)));

    public Task ExportLedger(Stream destination, CancellationToken cancellationToken) => Task.CompletedTask;
}
