using Federated.Domain.Aggregation;
using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Plans.Kinds;
using Federated.Domain.Privacy;
using Federated.Domain.Updates;
using Federated.Grains.Abstractions.Round;
using Federated.Grains.Ports;
using Federated.Silo.Intake;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace Federated.Silo.Tests.Intake;

public sealed class IntakeObserverTests : IDisposable
{
    private static readonly PartnerName Other = PartnerName.Parse("hospital-2");
    private readonly IntakeHarness _intake = new();
    private readonly byte[] _update = TestRun.Update(IntakeHarness.Id);

    public void Dispose() => _intake.Dispose();

    [Fact]
    public async Task Collect_NothingHeld_IsIncomplete() => Assert.False((await _intake.Collect((IntakeHarness.Partner, _update))).Complete);

    [Fact]
    public async Task Collect_MemberMissing_IsIncompleteAndForgetsTheRest()
    {
        await _intake.Send(_update);

        Assert.False((await _intake.Collect((IntakeHarness.Partner, _update), (Other, _update))).Complete);
        Assert.Empty(_intake.Book.Held);
    }

    [Fact]
    public async Task Collect_MemberNotExpected_IsIncompleteAndForgetsAll()
    {
        await _intake.Send(_update);
        await _intake.Send(_update, Other);

        Assert.False((await _intake.Collect((Other, _update))).Complete);
        Assert.Empty(_intake.Book.Held);
    }

    [Fact]
    public async Task Collect_OtherHashExpected_IsIncomplete()
    {
        await _intake.Send(_update);

        Assert.False((await _intake.Collect((IntakeHarness.Partner, TestRun.Update(IntakeHarness.Id, TestRun.Values(2))))).Complete);
    }

    [Fact]
    public async Task Collect_Twice_GivesTheSameBytes()
    {
        await _intake.Send(_update);

        var first = await _intake.Collect((IntakeHarness.Partner, _update));
        var second = await _intake.Collect((IntakeHarness.Partner, _update));

        Assert.Equal(first.Partial, second.Partial);
    }

    [Fact]
    public async Task Collect_ClaimUnderWay_WaitsForItsFold()
    {
        using var patient = new IntakeHarness();
        var observer = new IntakeObserver(patient.Book, patient.Blobs, patient.Desk, TimeProvider.System, NullLogger<IntakeObserver>.Instance);
        var reply = new TaskCompletionSource<ClaimReply>();
        var claimed = new TaskCompletionSource<ClaimUpdate>();
        patient.Round.Claim(Arg.Do<ClaimUpdate>(claimed.SetResult), Arg.Any<IIntakeObserver>()).Returns(reply.Task);
        var sending = patient.Send(_update);
        var claim = await claimed.Task;

        var collecting = observer.Collect(new("run-a", 3, [new("hospital-1", ContentHash.Of(_update).ToString())]));
        Assert.False(collecting.IsCompleted);
        reply.SetResult(IntakeHarness.Accepted(claim));

        Assert.True((await collecting).Complete);
        await sending;
    }

    [Fact]
    public async Task Collect_PartialOverOneMebibyte_GoesByBlob()
    {
        var plan = TestRun.Plan() with { Model = new() { Kind = ModelKinds.Logistic, Inputs = 1 << 17, Outputs = 2 } };
        _intake.Round.Ticket("hospital-1").Returns(new IntakeTicket(true, true, true, TestRun.Json(plan), RoundTermsMessage.Of(RoundTerms.Of(plan))));
        byte[]? stored = null;
        _intake.Blobs.Create(Arg.Any<long>()).Returns(call => new BufferedBlobWriter(call.Arg<long>(), (bytes, _) => Task.FromResult(ContentHash.Of(stored = bytes.ToArray()))));
        var update = Large(plan);

        await _intake.Send(update);
        var reply = await _intake.Collect((IntakeHarness.Partner, update));

        Assert.True(reply.Complete);
        Assert.Null(reply.Partial);
        Assert.False(reply.OnDesk);
        Assert.Equal(ContentHash.Of(stored).ToString(), reply.PartialBlob);
        Assert.Equal(1, PartialSum.FromBytes(stored).Count);
    }

    [Fact]
    public async Task Collect_PartialOverOneMebibyteOnTheOwnDesk_IsLentAndStaysAsItIs()
    {
        var plan = TestRun.Plan() with { Model = new() { Kind = ModelKinds.Logistic, Inputs = 1 << 17, Outputs = 2 } };
        _intake.Round.Ticket(Arg.Any<string>()).Returns(new IntakeTicket(true, true, true, TestRun.Json(plan), RoundTermsMessage.Of(RoundTerms.Of(plan))));
        var (update, late) = (Large(plan), Large(plan, value: 1));
        await _intake.Send(update);

        var reply = await Collect();
        Assert.True(reply is { Complete: true, OnDesk: true, Partial: null, PartialBlob: null });
        using var lent = _intake.Desk.Take(IntakeHarness.Id)!;
        Assert.Null(_intake.Desk.Take(IntakeHarness.Id));
        var before = lent.Sum.Commitment(new byte[16]);

        // A fold that the round did not expect leaves what it reads as it is; its members are asked again.
        await _intake.Send(late, Other);
        Assert.Equal(before, lent.Sum.Commitment(new byte[16]));
        Assert.False((await Collect()).Complete);
        await _intake.Blobs.DidNotReceiveWithAnyArgs().Create(default);

        Task<PartialReply> Collect() => _intake.Observer.Collect(
            new("run-a", 3, [new("hospital-1", ContentHash.Of(update).ToString())]) { Desk = _intake.Desk.Id });
    }

    [Fact]
    public async Task Fold_SumGivenBack_IsAddedToIt()
    {
        await _intake.Send(_update);
        var expected = new Dictionary<PartnerName, ContentHash> { [IntakeHarness.Partner] = ContentHash.Of(_update) };
        _intake.Book.Find(IntakeHarness.Id)!.Collect(expected, out _)!.Value.Sum!.Dispose();

        await _intake.Send(_update, Other);

        expected.Add(Other, ContentHash.Of(_update));
        Assert.Equal(2, _intake.Book.Find(IntakeHarness.Id)!.Collect(expected, out _)!.Value.Sum!.Sum.Count);
    }

    [Fact]
    public async Task Release_DropsTheRound()
    {
        await _intake.Send(_update);

        await _intake.Observer.Release(new("run-a", 3));

        Assert.Null(_intake.Book.Find(IntakeHarness.Id));
    }

    [Fact]
    public async Task Heartbeat_AttachesToRoundsThatAreHeld_AndDropsThoseThatAreOver()
    {
        using var heartbeat = new IntakeHeartbeat(_intake.Grains, _intake.Book, _intake.Identity, _intake.Observer, _intake.Time, NullLogger<IntakeHeartbeat>.Instance);
        _intake.Round.Status().Returns(new RoundStatusMessage(true, "committed", default, []));
        await heartbeat.Beat(look: true);
        await _intake.Round.DidNotReceiveWithAnyArgs().Attach(default!, default!);

        await _intake.Send(_update);
        await heartbeat.Beat(look: false);
        await _intake.Round.Received(1).Attach(_intake.Identity.Id, _intake.Reference);
        Assert.NotEmpty(_intake.Book.Held);

        await heartbeat.Beat(look: true);
        Assert.Empty(_intake.Book.Held);
    }

    private static byte[] Large(RunPlan plan, float value = 0)
    {
        var layout = plan.Model.ToSpecification().Layout;
        return UpdateFile.Write(new(IntakeHarness.Id.Run, IntakeHarness.Id.Number, layout.Hash, UpdateFile.Float32Codec, 1), layout, [.. Enumerable.Repeat(value, layout.ParameterCount)]);
    }
}
