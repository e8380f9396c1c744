using Federated.ClientNode.Ceilings;
using Federated.ClientNode.Node;
using Federated.ClientNode.Outbox;
using Federated.ClientNode.Tests.Support;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Tests.Node;

public sealed class NodeLoopTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeChannel _channel = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Assignment_New_IsTrainedSentAndReceipted()
    {
        var assignment = Samples.Assignment();
        var node = new TestNode(_folder, _channel.Offer(assignment));
        await node.RunScript();

        var sent = Assert.Single(_channel.Sent);
        Assert.Equal((assignment.Id, NodeLoop.WaitSeconds), (sent.Round, sent.Wait));
        Assert.Equal(FakeTrainer.Update(assignment), sent.Update);
        Assert.Equal(ContentHash.Of(sent.Update), node.Receipts.Find(assignment.Id)!.UpdateHash);
        Assert.NotNull(node.Outbox.Find(assignment.Id));
        Assert.Equal(1, node.Events.Count("sent, receipt stored"));
    }

    [Fact]
    public async Task Assignment_NextOnTheAnswer_NeedsNoPoll()
    {
        var first = Samples.Assignment(1);
        var second = Samples.Assignment(2);
        _channel.Offer(first).Uploads.Enqueue((round, update) =>
            (new(Samples.Receipt(ContentHash.Of(update), round.Number), false), new([second], [new(first.Run, 1, RoundPhase.Committed)])));
        var node = new TestNode(_folder, _channel);
        await node.RunScript();

        Assert.Equal([1, 2], _channel.Sent.Select(s => s.Round.Number));
        Assert.Equal(2, _channel.Asked.Count);
        Assert.Null(node.Outbox.Find(first.Id));
    }

    [Fact]
    public async Task Assignment_OfferedTwice_IsTrainedOnceAndSentIdentically()
    {
        var assignment = Samples.Assignment();
        var node = new TestNode(_folder, _channel.Offer(assignment, assignment).Offer(assignment));
        await node.RunScript();

        Assert.Equal(1, node.Trainer.Calls);
        Assert.Equal(3, _channel.Sent.Count);
        Assert.Single(_channel.Sent.Select(s => ContentHash.Of(s.Update)).Distinct());
        Assert.Equal(1, node.Receipts.Count);
    }

    [Fact]
    public async Task Assignment_Resend_SendsTheHeldBytesFirstAndDoesNotTrain()
    {
        var held = Samples.Assignment(1);
        await new TestNode(_folder, _channel.Offer(held)).RunScript();
        var after = new FakeChannel();
        var node = new TestNode(_folder, after.Offer(Samples.Assignment(2), held with { Resend = true }));
        await node.RunScript();

        Assert.Equal([1, 2], after.Sent.Select(s => s.Round.Number));
        Assert.Equal(_channel.Sent.Single().Update, after.Sent.First().Update);
        Assert.Equal(0, after.Sent.First().Wait);
        Assert.Equal(1, node.Trainer.Calls);
    }

    [Fact]
    public async Task Assignment_ResendWithTheOutboxLost_TrainsTheSameBytesAgain()
    {
        var assignment = Samples.Assignment();
        await new TestNode(_folder, _channel.Offer(assignment)).RunScript();
        foreach (var file in Directory.GetFiles(_folder["outbox"]))
            File.Delete(file);
        var after = new FakeChannel();
        var node = new TestNode(_folder, after.Offer(assignment with { Resend = true }));
        await node.RunScript();

        Assert.Equal(_channel.Sent.Single().Update, after.Sent.Single().Update);
        Assert.Equal(1, node.Trainer.Calls);
    }

    [Fact]
    public async Task Assignment_ClosedAndOfferedAgain_IsSkipped()
    {
        var assignment = Samples.Assignment();
        var node = new TestNode(_folder, _channel.Offer(assignment).Close(RoundPhase.Committed, assignment.Id).Offer(assignment));
        await node.RunScript();

        Assert.Equal(1, node.Trainer.Calls);
        Assert.Single(_channel.Sent);
        Assert.Equal(1, node.Events.Count("skipped"));
    }

    [Fact]
    public async Task Crash_BetweenOutboxAndUpload_SendsTheHeldBytesAtTheNextStart()
    {
        var assignment = Samples.Assignment();
        var update = FakeTrainer.Update(assignment);
        var folder = Directory.CreateDirectory(_folder["outbox"]).FullName;
        new UpdateOutbox(folder).Add(new(assignment.Run, assignment.Round, ContentHash.Of(update), 1, assignment.BaseModel), update);
        var node = new TestNode(_folder, _channel);
        await node.RunScript();

        Assert.Equal(update, Assert.Single(_channel.Sent).Update);
        Assert.Equal(0, node.Trainer.Calls);
        Assert.True(node.Receipts.Contains(assignment.Id));
        Assert.Equal([new HeldUpdate(assignment.Run, 1)], _channel.Asked.Single().Request.Held.ToArray());
    }

    [Fact]
    public async Task Upload_NoConnection_IsTriedAgainAndSaidOnce()
    {
        _channel.Offer(Samples.Assignment());
        for (var i = 0; i < 5; i++)
            _channel.FailUpload(new FederatedException(ErrorCodes.Unreachable, "gone"));
        var node = new TestNode(_folder, _channel);
        await node.RunScript();

        Assert.Equal(6, _channel.Sent.Count);
        Assert.Equal(1, node.Trainer.Calls);
        Assert.Equal(1, node.Events.Count("trying again"));
        Assert.Equal(1, node.Events.Count("answers again"));
    }

    [Fact]
    public async Task Poll_AnyFailure_IsTriedAgainWithBoundedWaits()
    {
        for (var i = 0; i < 40; i++)
            _channel.FailPoll(new FederatedException(i < 20 ? ErrorCodes.Unreachable : ErrorCodes.NotAuthenticated, "no"));
        var node = new TestNode(_folder, _channel.Offer(Samples.Assignment()));
        await node.RunScript();

        Assert.Single(_channel.Sent);
        Assert.Equal([NodeLoop.WaitSeconds, 0], _channel.Asked.Select(a => a.Request.WaitSeconds).Distinct());
        Assert.All(node.Time.Waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(5)));
        Assert.Contains(TimeSpan.FromSeconds(5), node.Time.Waits);
        Assert.Equal(2, node.Events.Count("trying again"));
        Assert.Equal(1, node.Events.Count("answers again"));
    }

    [Theory]
    [InlineData(1210, 410)]
    [InlineData(1209, 409)]
    [InlineData(1302, 403)]
    [InlineData(1205, 422)]
    public async Task Upload_RefusedForGood_IsHeldUntilTheRoundIsClosed(int code, int status)
    {
        var assignment = Samples.Assignment();
        _channel.Offer(assignment).FailUpload(new FederatedException(new(code, status, "refused"), "no"));
        var node = new TestNode(_folder, _channel.Answer(new([], [])).Answer(new([], [])));
        await node.RunScript();
        Assert.Single(_channel.Sent);
        Assert.Equal($"FED-{code}", node.Outbox.Find(assignment.Id)!.Refused);

        var after = new FakeChannel();
        var restarted = new TestNode(_folder, after.Offer(assignment).Close(RoundPhase.Abandoned, assignment.Id));
        await restarted.RunScript();
        Assert.Empty(after.Sent);
        Assert.Equal($"FED-{code}", after.Declined.Single().Reason.Code);
        Assert.Empty(restarted.Outbox.Held);
        Assert.Empty(new UpdateOutbox(_folder["outbox"]).Held);
    }

    [Theory]
    [InlineData(1307, 500)]
    [InlineData(1213, 422)]
    [InlineData(1101, 401)]
    public async Task Upload_RefusedForNow_IsSentAgainAfterAPause(int code, int status)
    {
        _channel.Offer(Samples.Assignment()).FailUpload(new FederatedException(new(code, status, "refused"), "no"));
        var node = new TestNode(_folder, _channel);
        await node.RunScript();

        Assert.Equal(2, _channel.Sent.Count);
        Assert.Equal(1, node.Trainer.Calls);
        Assert.NotEmpty(node.Time.Waits);
        Assert.Equal(1, node.Receipts.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Upload_BreaksInAWayNobodyForesaw_TheNodeGoesOnAndSendsAgain(bool cancelled)
    {
        Exception broken = cancelled
            ? new TaskCanceledException("The connection was given up by somebody else.")
            : new InvalidOperationException("The connection was in no state to read.");
        _channel.Offer(Samples.Assignment()).FailUpload(broken);
        var node = new TestNode(_folder, _channel);
        await node.RunScript();

        Assert.Equal(2, _channel.Sent.Count);
        Assert.Equal(1, node.Trainer.Calls);
        Assert.Equal(1, node.Events.Count($"unexpected, going on: {broken.GetType().Name}"));
        Assert.Equal(1, node.Receipts.Count);
    }

    [Fact]
    public async Task Assignment_OfAnotherBaseModel_IsDeclinedAndNothingTrained()
    {
        var node = new TestNode(_folder, _channel
            .Offer(Samples.Assignment(modelSeed: 1)).Offer(Samples.Assignment(modelSeed: 2))
            .Close(RoundPhase.Abandoned, new RoundId(Samples.Run, 1)).Offer(Samples.Assignment(modelSeed: 2, resend: true)));
        await node.RunScript();

        Assert.Equal(1, node.Trainer.Calls);
        Assert.Single(_channel.Sent);
        Assert.Equal(["FED-1005", "FED-1005"], _channel.Declined.Select(d => d.Reason.Code));
        Assert.All(_channel.Declined, d => Assert.Contains("one model only", d.Reason.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Assignment_BeyondACeiling_IsDeclinedBeforeAnythingIsCharged()
    {
        var configuration = Samples.Node with { Ceilings = new PartnerCeilings { MaxRounds = 10 } };
        var node = new TestNode(_folder, _channel.Offer(Samples.Assignment()), configuration);
        await node.RunScript();

        Assert.Equal(0, node.Trainer.Calls);
        Assert.Empty(_channel.Sent);
        Assert.Equal("FED-1005", _channel.Declined.Single().Reason.Code);
        Assert.False(File.Exists(node.Directory.Charges));
    }

    public static TheoryData<string, Assignment> Forged() => new()
    {
        { "FED-1001", Samples.Assignment() with { PlanHash = Samples.Hash("other") } },
        { "FED-1206", Samples.Assignment() with { Layout = Samples.Hash("other") } },
        { "FED-1505", Samples.Assignment() with { BaseModel = Samples.Hash("other") } },
        { "FED-1001", Samples.Assignment() with { Terms = new(1, 1) } },
        { "FED-1001", Samples.Assignment(plan: Samples.Plan with { Training = new TrainingPlan { BatchSize = 0 } }) },
    };

    [Theory]
    [MemberData(nameof(Forged))]
    public async Task Assignment_Forged_IsDeclinedAndNothingTrained(string code, Assignment assignment)
    {
        var node = new TestNode(_folder, _channel.Offer(assignment));
        await node.RunScript();

        Assert.Equal(code, _channel.Declined.Single().Reason.Code);
        Assert.Equal(0, node.Trainer.Calls);
    }

    [Fact]
    public async Task Training_Fails_DeclinesWithTheTitleOnly()
    {
        var node = new TestNode(_folder, _channel.Offer(Samples.Assignment()));
        node.Trainer.Before = _ => throw new FederatedException(ErrorCodes.DataMismatch, "line 7 holds patient 4711");
        await node.RunScript();

        var reason = _channel.Declined.Single().Reason;
        Assert.Equal(("FED-1502", ErrorCodes.DataMismatch.Title), (reason.Code, reason.Reason));
        Assert.Equal(1, node.Events.Count("patient 4711"));
        Assert.Empty(node.Outbox.Held);
    }

    [Fact]
    public async Task Training_Cancelled_StopsTheLoopAndHoldsNothing()
    {
        using var stop = new CancellationTokenSource();
        var node = new TestNode(_folder, _channel.Offer(Samples.Assignment()));
        var training = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Trainer.Before = token =>
        {
            training.SetResult();
            token.WaitHandle.WaitOne();
            token.ThrowIfCancellationRequested();
        };
        var loop = node.Loop.Run(stop.Token);
        await training.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await loop.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Empty(node.Outbox.Held);
        Assert.Empty(_channel.Declined);
        Assert.Equal(1, node.Events.Count("stopped"));
    }

    [Fact]
    public async Task Receipt_OfAnotherKey_RaisesTheAlarmAndIsKeptAsEvidence()
    {
        var assignment = Samples.Assignment();
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        _channel.Offer(assignment).Uploads.Enqueue((round, update) =>
            (new(Samples.Receipt(ContentHash.Of(update), round.Number, signer: new("north-sea/receipt", key)), false), null));
        var node = new TestNode(_folder, _channel.Answer(new([], [])));
        await node.RunScript();

        Assert.Single(_channel.Sent);
        Assert.Equal(0, node.Receipts.Count);
        Assert.NotNull(node.Outbox.Find(assignment.Id));
        Assert.Single(Directory.GetFiles(node.Directory.Evidence));
        Assert.Contains(node.Events.Said, e => e.Level == NodeEventLevel.Alarm);
    }

    [Fact]
    public async Task Outbox_ManyHeld_AsksWhichAreClosed()
    {
        var rounds = Enumerable.Range(1, NodeLoop.AskAboutHeld + 1).ToArray();
        _channel.Offer(Samples.Assignment(1));
        foreach (var next in rounds[1..])
        {
            _channel.Uploads.Enqueue((round, update) =>
                (new(Samples.Receipt(ContentHash.Of(update), round.Number), false), new([Samples.Assignment(next)], [])));
        }

        _channel.Uploads.Enqueue((round, update) =>
            (new(Samples.Receipt(ContentHash.Of(update), round.Number), false), new([Samples.Assignment(rounds.Length + 1)], [])));
        _channel.Close(RoundPhase.Committed, [.. rounds.Select(n => new RoundId(Samples.Run, n))]);
        var node = new TestNode(_folder, _channel);
        await node.RunScript();

        Assert.Equal(0, _channel.Asked.ElementAt(1).Request.WaitSeconds);
        Assert.Equal(rounds.Length + 1, Assert.Single(node.Outbox.Held).Round);
    }
}
