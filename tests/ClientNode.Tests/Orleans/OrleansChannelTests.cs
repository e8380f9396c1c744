using System.Collections.Immutable;
using System.Text;
using Federated.ClientNode.Orleans;
using Federated.ClientNode.Tests.Support;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Abstractions.Round;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace Federated.ClientNode.Tests.Orleans;

public sealed class OrleansChannelTests
{
    private readonly IGrainFactory _grains = Substitute.For<IGrainFactory>();
    private readonly IPartnerGrain _partner = Substitute.For<IPartnerGrain>();
    private readonly IRoundGrain _round = Substitute.For<IRoundGrain>();
    private readonly IInProcessIntake _intake = Substitute.For<IInProcessIntake>();
    private readonly InstantTime _time = new();
    private readonly OrleansChannel _channel;

    public OrleansChannelTests()
    {
        _grains.GetGrain<IPartnerGrain>("partner-north").Returns(_partner);
        _grains.GetGrain<IRoundGrain>("round-run-a-000001").Returns(_round);
        _channel = new(_grains, _intake, Samples.Partner, _time);
    }

    [Fact]
    public async Task GetWork_MapsTheMessages()
    {
        var wanted = Samples.Assignment();
        var message = new AssignmentMessage(
            "run-a", 1, Encoding.UTF8.GetString(RunPlanFile.Canonical(wanted.Plan)), wanted.PlanHash.ToString(), wanted.BaseModel.ToString(), wanted.Layout.ToString(),
            _time.GetUtcNow().AddSeconds(60), Resend: true, new(null, null));
        _partner.NextWork(Arg.Any<WorkQuery>()).Returns(new WorkReply([message], [new("run-a", 4, true), new("run-a", 5, false)]));
        var work = await _channel.GetWork(new(20, [new(Samples.Run, 4)]), default);

        var got = work.Assignments.Single();
        Assert.Equal(wanted with { Resend = true, InlineModel = null }, got with { Plan = wanted.Plan });
        Assert.Equal(wanted.PlanHash, RunPlanFile.Hash(got.Plan));
        Assert.Equal([RoundPhase.Committed, RoundPhase.Abandoned], work.Closed.Select(c => c.Outcome));
        await _partner.Received().NextWork(Arg.Is<WorkQuery>(q => q.WaitSeconds == 20 && q.Held.SequenceEqual(ImmutableArray.Create(new RoundReference("run-a", 4)))));
    }

    [Fact]
    public async Task SendUpdate_GoesToTheIntakeAndBringsTheNextWork()
    {
        var update = "bytes"u8.ToArray();
        _intake.Accept(Samples.Partner, new(Samples.Run, 1), Arg.Any<ReadOnlyMemory<byte>>(), default)
            .Returns(new Protocol.Work.UploadResponse(Samples.Receipt(ContentHash.Of(update)), false));
        _partner.NextWork(Arg.Any<WorkQuery>()).Returns(new WorkReply([], []));
        var receipts = 0;
        var next = await _channel.SendUpdate(new(Samples.Run, 1), update, ContentHash.Of(update), 20, _ => Task.FromResult(receipts++), default);
        Assert.Equal(1, receipts);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task Decline_WithdrawsTheOffer_AndARefusalIsTheFailure()
    {
        _round.Decline(Arg.Any<DeclineUpdate>()).Returns(new PartnerReply(null));
        await _channel.Decline(new(Samples.Run, 1), new("FED-1005", "no"), default);
        await _partner.Received().Withdraw(new("run-a", 1));

        _round.Decline(Arg.Any<DeclineUpdate>()).Returns(new PartnerReply(Failure.Of(ErrorCodes.NotInCohort, "no")));
        var refused = await Assert.ThrowsAsync<FederatedException>(() => _channel.Decline(new(Samples.Run, 1), new("FED-1005", "no"), default));
        Assert.Equal(ErrorCodes.NotInCohort, refused.Code);
    }

    [Fact]
    public async Task GetWork_TimeOut_IsUnreachable()
    {
        _partner.NextWork(Arg.Any<WorkQuery>()).ThrowsAsync(new TimeoutException("30 s"));
        var refused = await Assert.ThrowsAsync<FederatedException>(() => _channel.GetWork(new(20, []), default));
        Assert.Equal(ErrorCodes.Unreachable, refused.Code);
    }
}
