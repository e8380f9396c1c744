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

    private static HeldFile Held => new(Round.Run, Round.Number, ContentHash.Of(Update), 7, Samples.Hash("base"));

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
    public void Open_BytesWithoutSidecarAndTemporaries_AreCleared()
    {
        File.WriteAllBytes(_folder["run-a.000001.safetensors"], Update);
        File.WriteAllBytes(_folder["run-a.000002.json.tmp"], Update);
        Assert.Empty(new UpdateOutbox(_folder.Path).Held);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void TryRead_DamagedBytes_AreSetAsideAndNoLongerHeld()
    {
        var outbox = new UpdateOutbox(_folder.Path);
        outbox.Add(Held, Update);
        File.WriteAllText(_folder["run-a.000003.safetensors"], "bytez");
        Assert.False(outbox.TryRead(Round, out _));
        Assert.Null(outbox.Find(Round));
        Assert.True(File.Exists(_folder["run-a.000003.safetensors.damaged"]));
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
    public void Remove_DeletesBoth_AndAgainIsHarmless()
    {
        var outbox = new UpdateOutbox(_folder.Path);
        outbox.Add(Held, Update);
        outbox.Remove(Round);
        outbox.Remove(Round);
        Assert.Empty(outbox.Held);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Open_UnreadableSidecar_SaysWhichFile()
    {
        File.WriteAllText(_folder["run-a.000001.json"], "{");
        var refused = Assert.Throws<FederatedException>(() => new UpdateOutbox(_folder.Path));
        Assert.Equal(ErrorCodes.StorageCorrupt, refused.Code);
        Assert.Contains("run-a.000001.json", refused.Message, StringComparison.Ordinal);
    }
}
