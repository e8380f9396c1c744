using System.Numerics;
using System.Security.Cryptography;
using Federated.Domain.Models;
using Federated.Domain.Privacy.Noise;

namespace Federated.Domain.Tests.Privacy.Noise;

public sealed class BoxSamplerTests
{
    private const double EverythingExact = 1e9;

    public static TheoryData<int, string, string> Densities => new()
    {
        { 2, "1", "1000000" },
        { 2, "1", "10" },
        { 2, "1", "1" },
        { 2, "7", "3" },
        { 2, "100", "1" },
        { 2, "1000000", "1" },
        { 2, "1152921504606846976", "1" }, // sigma 2^30
        { 2, "79228162514264337593543950336", "1" }, // sigma 2^48
        { 1, "1", "1000" },
        { 1, "5", "2" },
        { 1, "1000003", "7" },
        { 1, "281474976710656", "1" }, // scale 2^48
    };

    [Theory]
    [MemberData(nameof(Densities))]
    public void Table_AnyDensity_HasTheStatedBoxes(int power, string numerator, string denominator)
    {
        var density = Density(power, numerator, denominator);
        var table = new BoxTable(density);
        const int Bits = 300;
        BigInteger Low(BigInteger x) => ExactExponential.Negative(density.Exponent(x), density.Denominator, Bits).Low * table.HeightUnits;
        BigInteger High(BigInteger x) => ExactExponential.Negative(density.Exponent(x), density.Denominator, Bits).High * table.HeightUnits;
        var unit = BigInteger.One << (Bits + BoxTable.HeightUnitBits);
        var (strips, tails, empty) = ((int)(table.TailStart >> table.WidthShift), 0, 0);
        var boxes = new int[strips];
        foreach (var entry in table.Entries)
        {
            var strip = (int)(entry & BoxTable.StripMask);
            if ((entry & BoxTable.KindMask) == BoxTable.TailKind)
                tails++;
            else if ((entry & BoxTable.KindMask) == BoxTable.EmptyKind)
                empty++;
            else if ((entry & BoxTable.Marked) != 0)
                Assert.Equal(boxes[strip]++, (int)((entry >> BoxTable.FloorShift) & BoxTable.FloorMask));
            else // Under the graph to the strip's very end.
                Assert.True(++boxes[strip] * unit <= Low((BigInteger)(strip + 1) << table.WidthShift));
        }
        Assert.Equal(1, tails);
        Assert.Equal(4096, boxes.Sum() + tails + empty);
        Assert.InRange(empty, 0, 400);
        for (var strip = 0; strip < strips; strip++)
            Assert.True(boxes[strip] * unit >= High((BigInteger)strip << table.WidthShift), $"Strip {strip} is not covered.");
        // The chance with which a tail candidate is accepted is at most 1 wherever it may lie: f falls, so the strips' starts decide.
        for (var j = 0; j < 12; j++)
        {
            var start = table.TailStart + ((BigInteger)j << table.TailShift);
            Assert.True(High(start) << (table.TailShift - table.WidthShift + j + 1) <= unit);
        }
        Assert.True(table.TailShift is >= 0 and <= 51, "An offset must fit a word.");
    }

    [Theory]
    [MemberData(nameof(Densities))]
    public void Fill_EverythingExactOrByVectorsOrScalar_IsTheSame(int power, string numerator, string denominator)
    {
        var density = Density(power, numerator, denominator);
        var expected = Draw(new BoxSampler(density), 3000, out var bytes);
        Assert.Equal(expected, Draw(new BoxSampler(density, useVectors: false), 3000, out var scalarBytes));
        Assert.Equal(expected, Draw(new BoxSampler(density, EverythingExact), 3000, out var exactBytes));
        Assert.Equal(expected, Draw(new BoxSampler(density, EverythingExact, useVectors: false), 3000, out _));
        Assert.Equal(bytes, scalarBytes);
        Assert.Equal(bytes, exactBytes);
    }

    [Fact]
    public void Fill_FixedKey_HasTheseBitsOnEveryProcessor()
    {
        // Also run with DOTNET_EnableAVX512=0, DOTNET_EnableAVX2=0 and DOTNET_EnableHWIntrinsic=0.
        var numbers = new long[100_000];
        using var stream = TestStreams.Of("golden");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var gaussian in (DiscreteGaussian[])[new(1L << 30), new(7, 3), new((1L << 40) + 12345)])
        {
            gaussian.Fill(numbers, stream);
            Append();
        }
        new DiscreteLaplace(1_000_003, 7).Fill(numbers, stream);
        Append();
        Assert.Equal("35C1EE9DA91CD40B5F561745A30AE5125D324ADF48D241D722C1E342D856CBDF", Convert.ToHexString(hash.GetHashAndReset()));

        void Append()
        {
            foreach (var number in numbers)
                hash.AppendData(System.Text.Encoding.ASCII.GetBytes(number.ToString(System.Globalization.CultureInfo.InvariantCulture) + "\n"));
        }
    }

    [Fact]
    public void Fill_UThatEqualsTheThresholdsFirstBits_DrawsMoreOfIt()
    {
        // The candidate x = 2 of sigma = 3, in its strip's topmost box; 64 bits of u are those of the threshold.
        var density = Density(2, "9", "1");
        var table = new BoxTable(density);
        var box = (ulong)Array.FindLastIndex(table.Entries, entry => (entry & BoxTable.StripMask) == 2 && (entry & BoxTable.KindMask) == 0);
        var floor = (table.Entries[box] >> BoxTable.FloorShift) & BoxTable.FloorMask;
        Assert.True((table.Entries[box] & BoxTable.Marked) != 0);
        var (low, _) = ExactExponential.Negative(density.Exponent(2), density.Denominator, 200);
        var threshold = (low * table.HeightUnits) - ((BigInteger)floor << 204); // In units of 2^-204.
        var first = (ulong)(threshold >> 140);
        var next = (ulong)((threshold >> 76) & ulong.MaxValue);
        const ulong Sure = 0; // Box 0 with sign +: x = 0.
        var sampler = new BoxSampler(density);

        Assert.Equal((2, 3), DrawOne(box, first, next - 1, Sure));
        Assert.Equal((0, 4), DrawOne(box, first, next + 1, Sure));
        Assert.Equal((2, 4), DrawOne(box, first, next, 0, Sure)); // Undecided after 128 bits too.
        Assert.Equal((2, 2), DrawOne(box, first - 1, Sure));
        Assert.Equal((0, 3), DrawOne(box, first + 1, Sure));

        (int, int) DrawOne(params ulong[] words)
        {
            var stream = new ScriptedStream(words);
            Span<long> one = stackalloc long[1];
            sampler.Fill(one, stream);
            return ((int)one[0], stream.Taken);
        }
    }

    [Fact]
    public void Classify_SureVerdicts_AgreeWithExactArithmetic()
    {
        // u is put at relative distances of 2^-20 to 2^-52 from the threshold, on both sides of where doubles must give up.
        var random = new SeededRandom(11);
        var (sure, open) = (0, 0);
        foreach (var density in (ExponentialDensity[])[Density(2, "7", "3"), Density(2, "1152921504606846976", "1"), Density(1, "1000003", "7")])
        {
            var table = new BoxTable(density);
            var decision = new BoxDecision(density, table.HeightUnits, BoxDecision.ProvenSlack, useVectors: true);
            var height = Math.ScaleB(table.HeightUnits, -BoxTable.HeightUnitBits);
            for (var i = 0; i < 1500; i++)
            {
                var x = (long)(random.NextUInt64() % (ulong)(table.TailStart + 1));
                var g = height * FloatExponential.Negative(Math.Min(density.Rate * (density.Power == 2 ? (double)x * x : x), 700));
                var (floor, u) = (Math.Floor(g), g - Math.Floor(g));
                u += (random.NextInt(2) == 0 ? 1 : -1) * g * Math.ScaleB(1, -20 - random.NextInt(33));
                if (u is < 0 or >= 1)
                    continue;
                var bits = (ulong)Math.ScaleB(u, 53) << 11;
                double[] verdicts = new double[8];
                decision.Classify(Of(x), Of(height), Of(floor), Of(BoxDecision.FirstBits(bits)), verdicts);
                if (verdicts[0] == 0)
                {
                    open++;
                    continue;
                }
                sure++;
                Assert.Equal(verdicts[0] > 0, decision.Accepts(x, 0, (int)floor, bits, new ScriptedStream()));
            }
        }
        Assert.True(sure > 1000 && open > 500, $"{sure} sure, {open} open: the test has lost one side.");

        static double[] Of(double value) => [value, 0, 0, 0, 0, 0, 0, 0];
    }

    [Fact]
    public void Classify_FarBeyondTheLimit_NeverAcceptsForSure()
    {
        var decision = new BoxDecision(Density(2, "1", "1000000"), 65536, BoxDecision.ProvenSlack, useVectors: true);
        var verdicts = new double[8];
        decision.Classify([1, 2, 3, 0, 0, 0, 0, 0], [4096, 4096, 4096, 1, 1, 1, 1, 1], new double[8], [0, 0, 0.5, 0, 0, 0, 0, 0], verdicts);
        Assert.Equal([0.0, 0.0, -1.0], verdicts[..3]);
        Assert.False(decision.Accepts(1, 0, 0, 1UL << 10, new ScriptedStream()));
    }

    [Theory]
    [InlineData(2, "9", "1")]
    [InlineData(1, "3", "1")]
    public void Fill_OnlyTheTail_HasItsDistribution(int power, string numerator, string denominator)
    {
        // False failure: 10^-9, see Statistics.
        var density = Density(power, numerator, denominator);
        var table = new BoxTable(density);
        using var keyed = TestStreams.Of("tail");
        var numbers = new long[200_000];
        new BoxSampler(density).Fill(numbers, new OneBoxStream(keyed, Array.FindIndex(table.Entries, entry => (entry & BoxTable.KindMask) == BoxTable.TailKind)));
        double Weight(long m) => Math.Exp(-Math.Pow(m, power) * density.Rate);
        var magnitudes = numbers.Select(x => x < 0 ? -x : x).ToArray();
        // -1 - m and m: T itself comes with the sign + only.
        var start = table.TailStart + 1;
        var total = Enumerable.Range(0, 500).Sum(i => Weight(start + i));
        Statistics.FitsByChiSquare(Statistics.Count(magnitudes), m => Weight(m) / total, start, start + 200);
        Assert.InRange(numbers.Count(x => x < -table.TailStart) / (double)numbers.Count(x => Math.Abs(x) > table.TailStart), 0.49, 0.51);
    }

    [Fact]
    public void Fill_BrokenStream_IsReportedAndDoesNotHang()
    {
        var table = new BoxTable(Density(2, "9", "1"));
        var empty = (ulong)Array.FindIndex(table.Entries, entry => (entry & BoxTable.KindMask) == BoxTable.EmptyKind);
        var tail = (ulong)Array.FindIndex(table.Entries, entry => (entry & BoxTable.KindMask) == BoxTable.TailKind);
        Assert.Throws<CryptographicException>(() => new BoxSampler(Density(2, "9", "1")).Fill(new long[1], new ScriptedStream([.. Enumerable.Repeat(empty, 4000)])));
        Assert.Throws<CryptographicException>(() => new BoxSampler(Density(2, "9", "1")).Fill(new long[1], new ScriptedStream([tail, 0, 0, 0, 0, 0, 0])));
    }

    private static long[] Draw(BoxSampler sampler, int count, out long bytes)
    {
        using var keyed = TestStreams.Of("same");
        var stream = new CountingStream(keyed);
        var numbers = new long[count];
        sampler.Fill(numbers, stream);
        bytes = stream.Taken;
        return numbers;
    }

    /// <summary>sigma^2 or scale as a fraction.</summary>
    private static ExponentialDensity Density(int power, string numerator, string denominator)
    {
        var n = BigInteger.Parse(numerator, System.Globalization.CultureInfo.InvariantCulture);
        var d = BigInteger.Parse(denominator, System.Globalization.CultureInfo.InvariantCulture);
        return new(power, d, power * n);
    }
}
