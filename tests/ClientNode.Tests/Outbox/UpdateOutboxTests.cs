using Federated.ClientNode.Outbox;
using Federated.ClientNode.Tests.Support;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Tests.Outbox;

public sealed class UpdateOutboxTests : IDisposable
{
    private static readonly RoundId Round = new(Samples.Run, 3);
    private static readonly byte[] Update = "bytes"u8.ToArray();
    private readonly TestFolder _folder = new();

    private static HeldFile Held => new(Round.Run, Round.Number, ContentHash.Of(Update), 7, Samples.Hash("base")) { Length = 5 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Add_ThenReopen_HoldsTheSame()
    {
        new UpdateOutbox(_folder.Path).Add(Held, Update);
        var reopened = new UpdateOutbox(_folder.Path);
        Assert.Equal(Held, reopened.Find(Round));
        Assert.True(reopened.TryRead(Round, out var read));
        Assert.Equal(Update, read);
    }

    [Fact]
    public void Add_AnotherUpdateOfTheRound_IsRefused()
    {
        var outbox = new UpdateOutbox(_folder.Path);
        outbox.Add(Held, Update);
        Assert.Throws<InvalidOperationException>(() => outbox.Add(Held with { Sha256 = Samples.Hash("x") }, "x"u8));
        Assert.True(outbox.TryRead(Round, out _));
    }

    [Fact]
    public void Sweep_FreesThePlace_WhichTheNextUpdateTakes()
    {
        var outbox = new UpdateOutbox(_folder.Path);
        outbox.Add(Held, Update);
        outbox.Remove(Round);
        outbox.Remove(Round);
        Assert.Null(outbox.Find(Round));
        Assert.NotNull(new UpdateOutbox(_folder.Path).Find(Round));
        outbox.Sweep();
        Assert.Empty(new UpdateOutbox(_folder.Path).Held);

        byte[] longer = [.. Update, .. Update];
        var next = Held with { Round = 4, Sha256 = ContentHash.Of(longer), Length = longer.Length };
        outbox.Add(next, longer);
        Assert.Equal(["1.json", "1.safetensors"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
        var reopened = new UpdateOutbox(_folder.Path);
        Assert.Equal(next, Assert.Single(reopened.Held));
        Assert.True(reopened.TryRead(next.Id, out var read));
        Assert.Equal(longer, read);
    }

    [Fact]
    public void Add_WhileAnotherIsHeldOrDroppedAndNotSwept_TakesNeitherPlace()
    {
        var outbox = new UpdateOutbox(_folder.Path);
        outbox.Add(Held, Update);
        outbox.Add(Held with { Round = 4 }, Update);
        outbox.Remove(Round);
        outbox.Add(Held with { Round = 5 }, Update);
        Assert.Equal([3, 4, 5], new UpdateOutbox(_folder.Path).Held.Select(h => h.Round));
    }

    [Fact]
    public void Open_PlaceWhoseBytesAreHalfOfAnotherUpdate_IsHeldUntilItIsRead()
    {
        var outbox = new UpdateOutbox(_folder.Path);
        outbox.Add(Held, Update);
        File.WriteAllBytes(_folder["1.safetensors"], "by"u8.ToArray());
        var reopened = new UpdateOutbox(_folder.Path);
        Assert.False(reopened.TryRead(Round, out _));
        Assert.Empty(reopened.Held);
        Assert.Empty(new UpdateOutbox(_folder.Path).Held);
    }

    [Fact]
    public void Remove_LargeUpdate_GivesItsRoomBack()
    {
        var outbox = new UpdateOutbox(_folder.Path);
        var large = new byte[UpdateOutbox.LargestKept + 1];
        outbox.Add(Held with { Sha256 = ContentHash.Of(large) }, large);
        outbox.Remove(Round);
        Assert.True(outbox.SweepIsDue);
        outbox.Sweep();
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void TryRead_DamagedBytes_AreSetAsideAndNoLongerHeld()
    {
        var outbox = new UpdateOutbox(_folder.Path);
        outbox.Add(Held, Update);
        File.WriteAllText(_folder["1.safetensors"], "bytez");
        Assert.False(outbox.TryRead(Round, out _));
        Assert.Null(outbox.Find(Round));
        Assert.True(File.Exists(_folder["1.safetensors.damaged"]));
    }

    [Fact]
    public void MarkRefused_SurvivesReopening()
    {
        var outbox = new UpdateOutbox(_folder.Path);
        outbox.Add(Held, Update);
        outbox.MarkRefused(Round, ErrorCodes.UpdateLate);
        Assert.Equal("FED-1210", new UpdateOutbox(_folder.Path).Find(Round)!.Refused);
    }

    [Fact]
    public void Open_SidecarThatACrashLeftHalfWritten_IsAFreePlace()
    {
        File.WriteAllText(_folder["2.json"], "{\"run\":\"run-a");
        var outbox = new UpdateOutbox(_folder.Path);
        Assert.Empty(outbox.Held);
        outbox.Add(Held, Update);
        outbox.Add(Held with { Round = 4 }, Update);
        Assert.Equal(2, new UpdateOutbox(_folder.Path).Held.Count);
    }
}
