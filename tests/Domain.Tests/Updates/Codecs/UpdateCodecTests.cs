using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Updates.Codecs;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Domain.Tests.Updates.Codecs;

public sealed class UpdateCodecTests
{
    private const double SmallestHalf = 1.0 / (1 << 25); // Half of the smallest step below the normal range of float16.

    public static TheoryData<string> Names => [.. UpdateCodec.Known];

    [Theory]
    [MemberData(nameof(Names))]
    public void Parse_KnownName_SpellsItselfAndHasItsLength(string name)
    {
        var codec = UpdateCodec.Parse(name);
        Assert.Equal(name, codec.Name);
        var (layout, values) = Sample(1000, 1);
        var data = codec.Encode(layout, values, 7);
        if (codec.IsEntropyCoded)
            Assert.InRange(data.Length, 1, codec.LargestLength(layout));
        else
            Assert.Equal(codec.LargestLength(layout), data.Length);
        Assert.Equal(data, codec.Encode(layout, values, 7));
        Assert.Equal(data.Length, codec.Tensors(layout, data.Length).Sum(t => t.Length));
    }

    [Theory]
    [InlineData("")]
    [InlineData("FLOAT32")]
    [InlineData("float32+brotli")]
    [InlineData("int8+brotli+brotli")]
    [InlineData("topk:0")]
    [InlineData("topk:0.6")]
    [InlineData("topk:0.10")]
    [InlineData("topk:NaN")]
    [InlineData("topk:-0.1")]
    public void Parse_NoCodec_IsRefused(string name) =>
        Assert.Equal(ErrorCodes.UpdateCodecUnknown, Assert.Throws<FederatedException>(() => UpdateCodec.Parse(name)).Code);

    [Theory]
    [InlineData("float32", 0)]
    [InlineData("bfloat16", 1.0 / 256)]
    [InlineData("float16", 1.0 / 2048)]
    public void RoundTrip_PerCoordinate_IsWithinHalfAUnitInTheLastPlace(string name, double relative) => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<int>(), seed =>
        {
            var (layout, values) = Sample(300, seed);
            var back = RoundTrip(UpdateCodec.Parse(name), layout, values, 3);
            for (var i = 0; i < values.Length; i++)
                Assert.True(Math.Abs(back[i] - values[i]) <= Math.Max(relative * Math.Abs(values[i]), name == "float16" ? SmallestHalf : 0), $"{values[i]:R} became {back[i]:R}");
        }));

    [Fact]
    public void BrainFloat_TiesAndLimits_RoundAsTheStandardSays()
    {
        var layout = Layout(4);
        // 1 + 2^-8 lies between 1 and 1 + 2^-7: the even one is 1. 1 + 3 2^-8 goes up.
        Assert.Equal([1, 1.015625f, -0f, 3e-39f], RoundTrip(HalfCodec.Brain, layout, [1.00390625f, 1.01171875f, -0f, 3e-39f], 1), (a, b) => Math.Abs(a - b) <= 1e-40);
        Assert.Equal(ErrorCodes.UpdateOutOfBound, Assert.Throws<FederatedException>(() => HalfCodec.Half.Encode(Layout(1), [70_000f], 1)).Code);
        Assert.Equal(ErrorCodes.UpdateOutOfBound, Assert.Throws<FederatedException>(() => HalfCodec.Brain.Encode(Layout(1), [float.MaxValue], 1)).Code);
    }

    [Fact]
    public void Int8_ManySeeds_IsUnbiasedAndWithinOneStep()
    {
        var (layout, values) = Sample(600, 5);
        var mean = new double[values.Length];
        const int Repeats = 4000;
        for (var seed = 0; seed < Repeats; seed++)
        {
            var back = RoundTrip(Int8Codec.Instance, layout, values, (ulong)seed);
            for (var i = 0; i < values.Length; i++)
            {
                Assert.True(Math.Abs(back[i] - values[i]) <= Step(values, i) * 1.0001, $"coordinate {i}");
                mean[i] += back[i] / (double)Repeats;
            }
        }

        // The deviation of one rounding is at most half a step: six deviations of the mean, 600 times, fail in 1e-6 of runs; seeds are fixed.
        for (var i = 0; i < values.Length; i++)
            Assert.True(Math.Abs(mean[i] - values[i]) <= 6 * 0.5 * Step(values, i) / Math.Sqrt(Repeats), $"coordinate {i}: {mean[i]} for {values[i]}");
    }

    [Fact]
    public void Int8_ZerosAndSmallestNumbers_StayZeroOrNearIt()
    {
        var layout = Layout(3);
        Assert.Equal([0, 0, 0], RoundTrip(Int8Codec.Instance, layout, [0, -0f, 0], 1));
        Assert.All(RoundTrip(Int8Codec.Instance, layout, [float.Epsilon, 0, -float.Epsilon], 1), x => Assert.True(Math.Abs(x) <= 2e-43));
    }

    [Fact]
    public void TopK_KeepsTheLargestAndTheEarlierOfEqualOnes()
    {
        var layout = Layout(8);
        Assert.Equal([0, -5, 0, 4, 0, 0, 0, 0], RoundTrip(UpdateCodec.Parse("topk:0.25"), layout, [1, -5, 2, 4, -4, 0, 3, 0.5f], 1));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0], RoundTrip(UpdateCodec.Parse("topk:0.25"), layout, new float[8], 1));
    }

    [Fact]
    public void TopK_HostilePositions_AreRefused()
    {
        var codec = UpdateCodec.Parse("topk:0.25");
        foreach (var (first, second) in ((uint, uint)[])[(3, 3), (4, 1), (0, 8), (uint.MaxValue, 0)])
        {
            var data = codec.Encode(Layout(8), [1, 2, 3, 4, 5, 6, 7, 8], 1);
            BitConverter.TryWriteBytes(data.AsSpan(0), first);
            BitConverter.TryWriteBytes(data.AsSpan(4), second);
            Assert.Equal(ErrorCodes.UpdateMalformed, Assert.Throws<FederatedException>(() => codec.Decode(Layout(8), data, new float[8])).Code);
        }
    }

    [Fact]
    public void Brotli_BombsAndGarbage_AreRefused()
    {
        var codec = UpdateCodec.Parse("int8+brotli");
        var layout = Layout(100);
        var bomb = UpdateCodec.Parse("int8+brotli").Encode(Layout(1_000_000), new float[1_000_000], 1);
        foreach (var data in (byte[][])[bomb, [], [1, 2, 3], codec.Encode(layout, new float[100], 1)[..^1]])
            Assert.Equal(ErrorCodes.UpdateMalformed, Assert.Throws<FederatedException>(() => codec.Decode(layout, data, new float[100])).Code);
    }

    private static double Step(float[] values, int i)
    {
        var start = i / Int8Codec.BlockLength * Int8Codec.BlockLength;
        return values.Skip(start).Take(Int8Codec.BlockLength).Max(Math.Abs) / 127.0;
    }

    private static float[] RoundTrip(UpdateCodec codec, ParameterLayout layout, float[] values, ulong seed)
    {
        var back = new float[values.Length];
        codec.Decode(layout, codec.Encode(layout, values, seed), back);
        return back;
    }

    private static ParameterLayout Layout(int count) => ParameterLayout.Create([new("w", [count])]);

    private static (ParameterLayout Layout, float[] Values) Sample(int count, int seed)
    {
        var random = new SeededRandom((ulong)(uint)seed);
        return (ParameterLayout.Create([new("a", [count / 2]), new("b", [count - (count / 2)])]),
            [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, (random.NextDouble() * 4) - 3)))]);
    }
}
