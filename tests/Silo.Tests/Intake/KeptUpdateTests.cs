using System.Collections.Concurrent;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Grains.Abstractions.Round;
using Federated.Silo.Intake;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace Federated.Silo.Tests.Intake;

/// <summary>Under a robust rule an update is kept by itself, not summed.</summary>
public sealed class KeptUpdateTests : IDisposable
{
    private static readonly PartnerName Other = PartnerName.Parse("hospital-2");
    private readonly IntakeHarness _intake = new();
    private readonly ConcurrentDictionary<ContentHash, byte[]> _blobs = [];
    private readonly byte[] _update = TestRun.Update(IntakeHarness.Id);

    public KeptUpdateTests()
    {
        var plan = TestRun.Plan(cohort: 3) with { Aggregation = new() { Rule = RobustSpecification.Median } };
        _intake.Round.Ticket(Arg.Any<string>()).Returns(new IntakeTicket(true, true, true, TestRun.Json(plan), new(null, null)));
        _intake.Blobs.Put(Arg.Any<ReadOnlyMemory<byte>>()).Returns(call =>
        {
            var content = call.Arg<ReadOnlyMemory<byte>>().ToArray();
            _blobs[ContentHash.Of(content)] = content;
            return ContentHash.Of(content);
        });
        _intake.Blobs.Forget(Arg.Do<ContentHash>(hash => _blobs.TryRemove(hash, out _))).Returns(Task.CompletedTask);
    }

    public void Dispose() => _intake.Dispose();

    [Fact]
    public async Task Collect_GivesTheMembersBlobsAndNoSum()
    {
        var (mine, others) = (TestRun.Values(1), TestRun.Values(-7));
        var (first, second) = (TestRun.Update(IntakeHarness.Id, mine), TestRun.Update(IntakeHarness.Id, others));
        await _intake.Send(first);
        await _intake.Send(second, Other);

        var reply = await _intake.Collect((IntakeHarness.Partner, first), (Other, second));

        Assert.True(reply.Complete);
        Assert.Null(reply.Partial);
        Assert.Null(reply.PartialBlob);
        Assert.Equal([IntakeHarness.Partner.ToString(), Other.ToString()], reply.Kept.Select(kept => kept.Partner).Order());
        Assert.Equal(mine, Kept(reply, IntakeHarness.Partner));
        Assert.Equal(others, Kept(reply, Other));
        Assert.Equal(IntakeHarness.Id, Assert.Single(_intake.Book.Held));
    }

    [Fact]
    public async Task Accept_EqualUpdatesOfTwoPartners_HaveBlobsOfTheirOwn()
    {
        await _intake.Send(_update);
        await _intake.Send(_update, Other);

        Assert.Equal(2, _blobs.Count);
    }

    [Fact]
    public async Task Accept_DuplicateClaim_KeepsNothingMore()
    {
        await _intake.Send(_update);
        _intake.Round.Claim(Arg.Any<ClaimUpdate>(), Arg.Any<IIntakeObserver>())
            .Returns(call => IntakeHarness.Accepted(call.Arg<ClaimUpdate>()) with { Fold = false });

        Assert.True((await _intake.Send(_update)).Duplicate);

        await _intake.Blobs.Received(1).Put(Arg.Any<ReadOnlyMemory<byte>>());
        Assert.Single((await _intake.Collect((IntakeHarness.Partner, _update))).Kept);
    }

    [Fact]
    public async Task Accept_AfterTheBlobWasLost_KeepsItAgain()
    {
        await _intake.Send(_update);
        _blobs.Clear();

        await _intake.Send(_update);

        Assert.Equal(TestRun.Values(), Kept(await _intake.Collect((IntakeHarness.Partner, _update)), IntakeHarness.Partner));
    }

    [Fact]
    public async Task Accept_DiskFull_HoldsNothingSoThatTheRoundAsksAgain()
    {
        _intake.Blobs.Put(Arg.Any<ReadOnlyMemory<byte>>()).Returns<ContentHash>(_ => throw new FederatedException(ErrorCodes.StorageUnavailable, "The disk is full."));

        var refusal = await Assert.ThrowsAsync<FederatedException>(() => _intake.Send(_update));

        Assert.Equal(ErrorCodes.StorageUnavailable, refusal.Code);
        Assert.Empty(_intake.Book.Held);
        Assert.False((await _intake.Collect((IntakeHarness.Partner, _update))).Complete);
    }

    [Fact]
    public async Task Collect_MemberMissing_IsIncompleteAndForgetsTheRestButNotToRemoveIt()
    {
        await _intake.Send(_update);

        Assert.False((await _intake.Collect((IntakeHarness.Partner, _update), (Other, _update))).Complete);
        Assert.False((await _intake.Collect((IntakeHarness.Partner, _update))).Complete);
        Assert.Single(_blobs);

        using var heartbeat = new IntakeHeartbeat(_intake.Grains, _intake.Book, _intake.Identity, _intake.Observer, _intake.Time, NullLogger<IntakeHeartbeat>.Instance);
        _intake.Round.Status().Returns(new RoundStatusMessage(true, "abandoned", default, []));
        await heartbeat.Beat(look: true);

        Assert.Empty(_blobs);
        Assert.Null(_intake.Book.Find(IntakeHarness.Id));
    }

    [Fact]
    public async Task Release_RemovesTheBlobs()
    {
        await _intake.Send(_update);
        await _intake.Send(_update, Other);

        await _intake.Observer.Release(new("run-a", 3));

        Assert.Empty(_blobs);
        Assert.Null(_intake.Book.Find(IntakeHarness.Id));
    }

    [Fact]
    public async Task Accept_AnyOtherWeightThanOne_IsRefused()
    {
        var refusal = await Assert.ThrowsAsync<FederatedException>(() => _intake.Send(TestRun.Update(IntakeHarness.Id, weightUnits: 5)));

        Assert.Equal(ErrorCodes.UpdateWeightInvalid, refusal.Code);
        Assert.Empty(_blobs);
    }

    private float[] Kept(PartialReply reply, PartnerName partner)
    {
        var blob = _blobs[ContentHash.Parse(reply.Kept.Single(kept => kept.Partner == partner.ToString()).Blob)];
        Assert.Equal(KeptUpdate.Header(IntakeHarness.Id, partner), blob[..KeptUpdate.HeaderSize]);
        var values = new float[TestRun.Layout.ParameterCount];
        KeptUpdate.Read(blob.AsSpan(KeptUpdate.HeaderSize), values);
        return values;
    }
}
