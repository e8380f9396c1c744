using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Privacy.Noise;

namespace Federated.Domain.Tests.Privacy.Noise;

public sealed class AesCtrStreamTests
{
    [Fact]
    public void Fill_ZeroKey_IsThePublishedKeystream()
    {
        // Of the zero key; blocks 1 and 2 stand in the specification of GCM (McGrew and Viega), test cases 13 and 14.
        using var stream = new AesCtrStream(new byte[32]);
        var bytes = new byte[48];
        stream.Fill(bytes);
        Assert.Equal("DC95C078A2408989AD48A21492842087530F8AFBC74536B9A963B4F1C4CB738BCEA7403D4D606B6E074EC5D3BAF39D18", Convert.ToHexString(bytes));
    }

    [Fact]
    public void Fill_InPieces_IsTheSameStream() =>
        Prop.ForAll(Gen.Choose(0, 40000).ListOf().Resize(6).ToArbitrary(), pieces =>
        {
            using AesCtrStream whole = TestStreams.Of("pieces"), parts = TestStreams.Of("pieces");
            var expected = new byte[pieces.Sum()];
            var actual = new byte[expected.Length];
            whole.Fill(expected);
            var at = 0;
            foreach (var piece in pieces)
            {
                parts.Fill(actual.AsSpan(at, piece));
                at += piece;
            }
            return expected.AsSpan().SequenceEqual(actual) && parts.Position == at && whole.Position == at;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(65537)]
    public void Position_Set_GoesThere(int position)
    {
        using var stream = TestStreams.Of("seek");
        var all = new byte[70000];
        stream.Fill(all);
        stream.Position = position;
        Assert.Equal(position, stream.Position);
        var piece = new byte[1000];
        stream.Fill(piece);
        Assert.Equal(all.AsSpan(position, 1000).ToArray(), piece);
        Assert.Equal(position + 1000, stream.Position);
    }

    [Fact]
    public void Constructor_KeyOfAnotherLength_IsRefused() => Assert.Throws<ArgumentException>(() => new AesCtrStream(new byte[16]));

    [Fact]
    public void Stream_AfterDisposal_IsRefused()
    {
        var stream = TestStreams.Of("disposed");
        stream.Dispose();
        stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stream.Fill(new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => stream.Position = 0);
        using var open = TestStreams.Of("negative");
        Assert.Throws<ArgumentOutOfRangeException>(() => open.Position = -1);
    }

    [Fact]
    public void SystemStream_TwoFills_Differ()
    {
        var stream = new SystemRandomStream();
        byte[] first = new byte[32], second = new byte[32];
        stream.Fill(first);
        stream.Fill(second);
        Assert.NotEqual(first, second); // Fails once in 2^256.
    }
}
