using Federated.Domain.Aggregation;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Domain.Updates;

namespace Federated.Domain.Tests.Aggregation.Robust;

public sealed class KeptMembersTests
{
    private static readonly RoundId Round = new(RunId.Parse("run-a"), 2);
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void Commitment_AnyOrder_IsTheSame() =>
        Assert.Equal(Commitment(("ann", "1"), ("bob", "2"), ("cy", "3")), Commitment(("cy", "3"), ("ann", "1"), ("bob", "2")));

    [Fact]
    public void Commitment_AnyChange_IsAnother()
    {
        ContentHash[] all =
        [
            Commitment(("ann", "1"), ("bob", "2")), Commitment(("ann", "2"), ("bob", "1")), Commitment(("ann", "1"), ("bob", "3")),
            Commitment(("ann", "1")), Commitment(("ann", "1"), ("bobby", "2")), Members(("ann", "1"), ("bob", "2")).Commitment([.. Key.Reverse()]),
        ];

        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void Commitment_ShortKey_IsRefused() => Assert.Throws<ArgumentException>(() => Members(("ann", "1")).Commitment(new byte[15]));

    [Fact]
    public void Members_NoneOrOneTwice_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Members());
        Assert.Throws<ArgumentException>(() => Members(("ann", "1"), ("ann", "2")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void KeptUpdate_Read_GivesTheStagedBitsBack(bool spooled)
    {
        var values = new float[70_000];
        for (var i = 0; i < values.Length; i++)
            values[i] = (i - 35_000) / 7f;
        values[3] = -0f;
        using var staged = Stage(values, spooled);

        var kept = KeptUpdate.Write(Round, PartnerName.Parse("ann"), staged);

        Assert.Equal(KeptUpdate.Size(values.Length), kept.Length);
        Assert.Equal(KeptUpdate.Header(Round, PartnerName.Parse("ann")), kept[..KeptUpdate.HeaderSize]);
        var read = new float[values.Length];
        KeptUpdate.Read(kept.AsSpan(KeptUpdate.HeaderSize), read);
        Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), read.Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void KeptUpdate_OfAnotherMemberOrRound_HasOtherBytes()
    {
        using var staged = Stage([1, 2], spooled: false);
        byte[][] all =
        [
            KeptUpdate.Write(Round, PartnerName.Parse("ann"), staged), KeptUpdate.Write(Round, PartnerName.Parse("bob"), staged),
            KeptUpdate.Write(Round with { Number = 3 }, PartnerName.Parse("ann"), staged),
        ];

        Assert.Equal(3, all.Select(bytes => ContentHash.Of(bytes)).Distinct().Count());
    }

    private static StagedUpdate Stage(float[] values, bool spooled)
    {
        var layout = ParameterLayout.Create([new("w", [values.Length])]);
        using var stage = new UpdateStage(new(Round, layout, 1e6f, FixedPointFormat.WeightOne), spooled ? new MemorySpool() : null);
        stage.Append(UpdateFile.Write(new(Round.Run, Round.Number, layout.Hash, UpdateFile.Float32Codec, FixedPointFormat.WeightOne), layout, values));
        return stage.Complete();
    }

    private static ContentHash Commitment(params (string Partner, string Content)[] members) => Members(members).Commitment(Key);

    private static KeptMembers Members(params (string Partner, string Content)[] members) =>
        new(members.Select(m => new KeptMember(PartnerName.Parse(m.Partner), ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(m.Content)))));

    private sealed class MemorySpool : IUpdateSpool
    {
        private readonly List<float> _values = [];

        public void Append(ReadOnlySpan<float> values) => _values.AddRange(values);

        public void Read(int first, Span<float> values) => _values.ToArray().AsSpan(first, values.Length).CopyTo(values);

        public void Dispose() => _values.Clear();
    }
}
