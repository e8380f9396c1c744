using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Silo.Storage;

namespace Federated.Silo.Tests.Storage;

public sealed class JsonGrainStorageSerializerTests
{
    private readonly JsonGrainStorageSerializer _serializer = new();

    [Fact]
    public void Serialize_State_RoundTrips()
    {
        var state = new SampleState
        {
            Run = RunId.Parse("run-1"),
            Phase = RoundPhase.Sealing,
            Members = ImmutableSortedDictionary<string, byte[]>.Empty.Add("north", [1, 2, 3]),
            Partner = PartnerName.Parse("north"),
            Model = ContentHash.Of([1]),
            Deadline = DateTimeOffset.UnixEpoch.AddTicks(12345),
        };

        var back = _serializer.Deserialize<SampleState>(_serializer.Serialize(state));

        Assert.Equal(state.Run, back.Run);
        Assert.Equal(state.Phase, back.Phase);
        Assert.Equal(state.Members["north"], back.Members["north"]);
        Assert.Equal((state.Partner, state.Model, state.Deadline, state.Missing), (back.Partner, back.Model, back.Deadline, back.Missing));
    }

    [Fact]
    public void Serialize_RoundState_RoundTrips()
    {
        var opened = RoundMachine.Open(
            new RoundOpening(new(RunId.Parse("run-1"), 1), [PartnerName.Parse("north"), PartnerName.Parse("south")], 1, ContentHash.Of([1]), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30)),
            DateTimeOffset.UnixEpoch);
        var (state, _) = RoundMachine.Claim(
            opened, new(PartnerName.Parse("north"), ContentHash.Of([2]), 1 << 20, "intake-1", new byte[16]), DateTimeOffset.UnixEpoch);

        var back = _serializer.Deserialize<RoundState>(_serializer.Serialize(state));

        Assert.True(state.Members.SequenceEqual(back.Members));
        Assert.Equal(state with { Members = [] }, back with { Members = [] });
    }

    [Fact]
    public void Serialize_StateWithEnum_IsReadableText()
    {
        Assert.Contains("\"phase\":\"sealing\"", _serializer.Serialize(new SampleState { Phase = RoundPhase.Sealing }).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Deserialize_MembersOfANewerRelease_AreIgnoredAndMissingOnesKeepDefaults()
    {
        var state = _serializer.Deserialize<SampleState>(new BinaryData("""{"future":1,"partner":"north"}"""));

        Assert.Equal(PartnerName.Parse("north"), state.Partner);
        Assert.Empty(state.Members);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"partner\":7}")]
    [InlineData("{\"partner\":\"NOT A NAME\"}")]
    public void Deserialize_OtherBytes_IsRefused(string json)
    {
        var refusal = Assert.Throws<FederatedException>(() => _serializer.Deserialize<SampleState>(new BinaryData(json)));

        Assert.Equal(ErrorCodes.StorageCorrupt, refusal.Code);
    }

    private sealed class SampleState
    {
        public RunId? Run { get; set; }

        public RoundPhase Phase { get; set; }

        public ImmutableSortedDictionary<string, byte[]> Members { get; set; } = ImmutableSortedDictionary<string, byte[]>.Empty;

        public PartnerName Partner { get; set; } = PartnerName.Parse("south");

        public ContentHash Model { get; set; }

        public DateTimeOffset? Deadline { get; set; }

        public string Missing { get; set; } = null!;
    }
}
