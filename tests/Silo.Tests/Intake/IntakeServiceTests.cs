using System.IO.Pipelines;
using Federated.Domain.Aggregation;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Abstractions.Round;
using Federated.Grains.Abstractions.Run;
using Federated.Grains.Ports;
using NSubstitute;

namespace Federated.Silo.Tests.Intake;

public sealed class IntakeServiceTests : IDisposable
{
    private readonly IntakeHarness _intake = new();

    public void Dispose() => _intake.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100_000)]
    public async Task Accept_AnyChunkSize_ClaimsTheHashOfTheBytesAndFolds(int chunk)
    {
        var bytes = TestRun.Update(IntakeHarness.Id);
        var pipe = new Pipe();
        var accepting = _intake.Service.Accept(IntakeHarness.Partner, IntakeHarness.Id, new(pipe.Reader, bytes.Length), CancellationToken.None);
        foreach (var part in bytes.Chunk(chunk))
            await pipe.Writer.WriteAsync(part);
        await pipe.Writer.CompleteAsync();

        var outcome = await accepting;

        Assert.False(outcome.Duplicate);
        Assert.Equal(ContentHash.Of(bytes), outcome.Receipt.Receipt.UpdateHash);
        await _intake.Round.Received(1).Claim(
            Arg.Is<ClaimUpdate>(c => c.UpdateHash == ContentHash.Of(bytes).ToString() && c.WeightUnits == FixedPointFormat.WeightOne && c.IntakeId == _intake.Identity.Id),
            _intake.Reference);
        var partial = await _intake.Collect((IntakeHarness.Partner, bytes));
        Assert.True(partial.Complete);
        Assert.Equal(1, PartialSum.FromBytes(partial.Partial).Count);
    }

    [Fact]
    public async Task Accept_PassesTheFaultPointsInOrder_AndWithdrawsTheOffer()
    {
        await _intake.Send(TestRun.Update(IntakeHarness.Id));

        Received.InOrder(() =>
        {
            _intake.Faults.Reach(FaultPoint.Staged, IntakeHarness.Id);
            _ = _intake.Round.Claim(Arg.Any<ClaimUpdate>(), Arg.Any<IIntakeObserver>());
            _intake.Faults.Reach(FaultPoint.Claimed, IntakeHarness.Id);
            _intake.Faults.Reach(FaultPoint.Folded, IntakeHarness.Id);
            _ = _intake.PartnerGrain.Withdraw(new("run-a", 3));
        });
    }

    [Theory]
    [MemberData(nameof(HostileUpdates.Codes), MemberType = typeof(HostileUpdates))]
    public async Task Accept_HostileUpdate_IsRefusedRecordedAndNotClaimed(string code)
    {
        var refusal = await Assert.ThrowsAsync<FederatedException>(() => _intake.Send(HostileUpdates.Of(code, IntakeHarness.Id)));

        Assert.Equal(code, refusal.Code.ToString());
        await AssertRefused(code);
    }

    [Fact]
    public async Task Accept_AnnouncedLengthBeyondTheLayout_IsRefusedUnread()
    {
        var reader = Substitute.For<PipeReader>();

        var refusal = await Assert.ThrowsAsync<FederatedException>(() => _intake.Service.Accept(
            IntakeHarness.Partner, IntakeHarness.Id, new(reader, 1L << 40), CancellationToken.None));

        Assert.Equal(ErrorCodes.UpdateTooLarge, refusal.Code);
        Assert.Empty(reader.ReceivedCalls());
        await AssertRefused("FED-1203");
    }

    [Fact]
    public async Task Accept_OtherBytesThanAnnounced_AreRefused()
    {
        var refusal = await Assert.ThrowsAsync<FederatedException>(() => _intake.Send(TestRun.Update(IntakeHarness.Id), announced: ContentHash.Of("other"u8)));

        Assert.Equal(ErrorCodes.UpdateHashMismatch, refusal.Code);
        await AssertRefused("FED-1213");
    }

    [Fact]
    public async Task Accept_ConnectionBreaks_IsRecordedAsTruncated()
    {
        var pipe = new Pipe();
        var accepting = _intake.Service.Accept(IntakeHarness.Partner, IntakeHarness.Id, new(pipe.Reader, null), CancellationToken.None);
        await pipe.Writer.WriteAsync(TestRun.Update(IntakeHarness.Id).AsMemory(0, 50));
        await pipe.Writer.CompleteAsync(new IOException("reset by peer"));

        var refusal = await Assert.ThrowsAsync<FederatedException>(() => accepting);

        Assert.Equal(ErrorCodes.UpdateTruncated, refusal.Code);
        await AssertRefused("FED-1202");
    }

    [Fact]
    public async Task Accept_HostStopsInTheMiddle_IsNotHeldAgainstThePartner()
    {
        var pipe = new Pipe();
        var accepting = _intake.Service.Accept(IntakeHarness.Partner, IntakeHarness.Id, new(pipe.Reader, null), CancellationToken.None);
        _intake.Stop();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting);

        await _intake.Round.DidNotReceive().Reject(Arg.Any<RejectUpdate>());
    }

    [Fact]
    public async Task Accept_RecordingFails_TheSenderStillLearnsTheReason()
    {
        _intake.Round.Reject(Arg.Any<RejectUpdate>()).Returns(Task.FromException(new TimeoutException()));

        var refusal = await Assert.ThrowsAsync<FederatedException>(() => _intake.Send(HostileUpdates.Of("FED-1204", IntakeHarness.Id)));

        Assert.Equal(ErrorCodes.UpdateNotFinite, refusal.Code);
    }

    [Fact]
    public async Task Accept_RunOrRoundUnknown_IsRefusedBeforeAnything()
    {
        _intake.Round.Ticket("hospital-1").Returns(new IntakeTicket(false, false, false, string.Empty, null));
        var run = Substitute.For<IRunGrain>();
        run.Status().Returns(Status(plan: string.Empty), Status(plan: "{}"));
        _intake.Grains.GetGrain<IRunGrain>("run-run-a").Returns(run);

        var noRun = await Assert.ThrowsAsync<FederatedException>(() => _intake.Send([]));
        var noRound = await Assert.ThrowsAsync<FederatedException>(() => _intake.Send([]));

        Assert.Equal(ErrorCodes.RunUnknown, noRun.Code);
        Assert.Equal(ErrorCodes.RoundUnknown, noRound.Code);
        await _intake.Round.DidNotReceive().Reject(Arg.Any<RejectUpdate>());

        static RunStatusMessage Status(string plan) => new("run-a", plan, string.Empty, "running", default, 1, 0, 0, string.Empty, 1, null, [], 0);
    }

    [Fact]
    public async Task Accept_NotInCohort_IsRefusedAndRecorded()
    {
        _intake.Round.Ticket("hospital-1").Returns(new IntakeTicket(true, false, true, string.Empty, new(null, null)));

        var refusal = await Assert.ThrowsAsync<FederatedException>(() => _intake.Send([]));

        Assert.Equal(ErrorCodes.NotInCohort, refusal.Code);
        await AssertRefused("FED-1302");
    }

    [Fact]
    public async Task Accept_Duplicate_GivesTheReceiptAgainAndFoldsNothing()
    {
        var bytes = TestRun.Update(IntakeHarness.Id);
        await _intake.Send(bytes);
        _intake.Round.Claim(Arg.Any<ClaimUpdate>(), Arg.Any<IIntakeObserver>())
            .Returns(call => new ClaimReply(null, Fold: false, Retry: false, IntakeHarness.Receipt(call.Arg<ClaimUpdate>())));

        var again = await _intake.Send(bytes);

        Assert.True(again.Duplicate);
        var partial = await _intake.Collect((IntakeHarness.Partner, bytes));
        Assert.Equal(1, PartialSum.FromBytes(partial.Partial).Count);
    }

    [Fact]
    public async Task Accept_SamePartnerWantedAgain_IsFoldedOnce()
    {
        var bytes = TestRun.Update(IntakeHarness.Id);
        await _intake.Send(bytes);

        await _intake.Send(bytes);

        _intake.Faults.Received(1).Reach(FaultPoint.Folded, IntakeHarness.Id);
        Assert.Equal(1, PartialSum.FromBytes((await _intake.Collect((IntakeHarness.Partner, bytes))).Partial).Count);
    }

    [Theory]
    [InlineData(1209, 409)]
    [InlineData(1210, 410)]
    public async Task Accept_ClaimRefused_LeavesNothingBehind(int code, int status)
    {
        _intake.Round.Claim(Arg.Any<ClaimUpdate>(), Arg.Any<IIntakeObserver>())
            .Returns(new ClaimReply(new Failure(code, status, "title", "message"), Fold: false, Retry: false, null));

        var refusal = await Assert.ThrowsAsync<FederatedException>(() => _intake.Send(TestRun.Update(IntakeHarness.Id)));

        Assert.Equal((code, status), (refusal.Code.Number, refusal.Code.HttpStatus));
        await _intake.Round.DidNotReceive().Reject(Arg.Any<RejectUpdate>());
        Assert.Null(_intake.Book.Find(IntakeHarness.Id));
    }

    [Fact]
    public async Task Accept_RoundIsSealing_AsksAgainWithTheSameOperation()
    {
        var claims = new List<ClaimUpdate>();
        _intake.Round.Claim(Arg.Any<ClaimUpdate>(), Arg.Any<IIntakeObserver>()).Returns(call =>
        {
            claims.Add(call.Arg<ClaimUpdate>());
            return claims.Count < 5 ? new(null, Fold: false, Retry: true, null) : IntakeHarness.Accepted(claims[^1]);
        });

        await _intake.Send(TestRun.Update(IntakeHarness.Id));

        Assert.Equal(5, claims.Count);
        Assert.Single(claims.Select(c => c.OperationId).Distinct());
    }

    [Fact]
    public async Task Accept_ClaimTimesOut_AsksAgainWithTheSameOperation()
    {
        var claims = new List<ClaimUpdate>();
        _intake.Round.Claim(Arg.Any<ClaimUpdate>(), Arg.Any<IIntakeObserver>()).Returns(call =>
        {
            claims.Add(call.Arg<ClaimUpdate>());
            return claims.Count < 3 ? throw new TimeoutException() : IntakeHarness.Accepted(claims[^1]);
        });

        await _intake.Send(TestRun.Update(IntakeHarness.Id));

        Assert.Equal(3, claims.Count);
        Assert.Single(claims.Select(c => c.OperationId).Distinct());
    }

    [Fact]
    public async Task Accept_RoundNeverAnswers_IsUnreachable()
    {
        _intake.Round.Claim(Arg.Any<ClaimUpdate>(), Arg.Any<IIntakeObserver>()).Returns(Task.FromException<ClaimReply>(new TimeoutException()));

        var refusal = await Assert.ThrowsAsync<FederatedException>(() => _intake.Send(TestRun.Update(IntakeHarness.Id)));

        Assert.Equal(ErrorCodes.Unreachable, refusal.Code);
        Assert.Equal(0, _intake.Budget.InUse);
    }

    [Fact]
    public async Task Accept_SenderGoneAfterTheClaimWasSent_StillFolds()
    {
        using var aborted = new CancellationTokenSource();
        var reply = new TaskCompletionSource<ClaimReply>();
        ClaimUpdate? claim = null;
        _intake.Round.Claim(Arg.Do<ClaimUpdate>(c => claim = c), Arg.Any<IIntakeObserver>()).Returns(reply.Task);
        var bytes = TestRun.Update(IntakeHarness.Id);
        var accepting = _intake.Service.Accept(IntakeHarness.Partner, IntakeHarness.Id, new(PipeReader.Create(new MemoryStream(bytes)), null), aborted.Token);

        await aborted.CancelAsync();
        var collecting = _intake.Collect((IntakeHarness.Partner, bytes));
        reply.SetResult(IntakeHarness.Accepted(claim!));
        await accepting;

        // The impatient clock may have let the first collection give up on the claim; the update is folded in any case.
        await collecting;
        _intake.Faults.Received(1).Reach(FaultPoint.Folded, IntakeHarness.Id);
    }

    [Fact]
    public async Task Accept_ManyPartnersAtOnce_SumsThemAll()
    {
        var updates = Enumerable.Range(1, 10).Select(i => (PartnerName.Parse($"hospital-{i}"), TestRun.Update(IntakeHarness.Id, TestRun.Values(i)))).ToArray();

        await Task.WhenAll(updates.Select(u => Task.Run(() => _intake.Send(u.Item2, u.Item1))));

        var partial = PartialSum.FromBytes((await _intake.Collect(updates)).Partial);
        Assert.Equal(10, partial.Count);
        Assert.Equal(5.5, partial.Mean()[0]);
    }

    private async Task AssertRefused(string code)
    {
        await _intake.Round.Received(1).Reject(new("hospital-1", code));
        await _intake.Round.DidNotReceive().Claim(Arg.Any<ClaimUpdate>(), Arg.Any<IIntakeObserver>());
        await _intake.PartnerGrain.DidNotReceive().Withdraw(Arg.Any<RoundReference>());
        Assert.Null(_intake.Book.Find(IntakeHarness.Id));
        Assert.Equal(0, _intake.Budget.InUse);
    }
}
