using System.Security.Cryptography;
using Federated.Domain.Errors;
using Federated.Domain.Rounds;
using Federated.Training.Privacy;

namespace Federated.Training.Tests.Privacy;

public sealed class PoissonSamplerTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly RoundId Round = new(RunId.Parse("demo-run"), 7);

    [Fact]
    public void Draw_AfterARestart_RepeatsTheSample()
    {
        using PoissonSampler before = new(Secret, 0.1), after = new(Secret, 0.1);
        Assert.Equal(before.Draw(Round, 10_000).Indices.ToArray(), after.Draw(Round, 10_000).Indices.ToArray());
    }

    [Fact]
    public void Draw_OfALongerDataset_BeginsAlike()
    {
        using var sampler = new PoissonSampler(Secret, 0.3);
        var longer = sampler.Draw(Round, 9_000).Indices.ToArray();
        Assert.Equal(longer.Where(i => i < 3_001), sampler.Draw(Round, 3_001).Indices.ToArray());
    }

    [Fact]
    public void Draw_OtherSecretRunRoundOrStep_IsUnrelated()
    {
        using PoissonSampler sampler = new(Secret, 0.5), other = new([.. Secret[..31], 0], 0.5);
        var reference = sampler.Draw(Round, 4_096).Indices.ToArray();
        PoissonSample[] others =
        [
            other.Draw(Round, 4_096), sampler.Draw(Round with { Number = 8 }, 4_096),
            sampler.Draw(Round with { Run = RunId.Parse("demo-run2") }, 4_096), sampler.Draw(Round, 4_096, step: 1),
        ];
        // Common members of independent samples: mean 1,024, standard deviation 27.7. Six of them fail one run in 10^8.
        Assert.All(others, sample => Assert.InRange(sample.Indices.ToArray().Intersect(reference).Count(), 857, 1_191));
    }

    [Fact]
    public void Draw_KnownKey_IsThisFunction()
    {
        // Written out apart from the product: AES-256 of the counter under HMAC(secret, label | length | run | round | step).
        byte[] message = [.. "federated poisson sample 1"u8, 8, .. "demo-run"u8, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0];
        using var aes = Aes.Create();
        aes.Key = HMACSHA256.HashData(Secret, message);
        var expected = new List<int>();
        for (var i = 0; i < 5_000; i++)
        {
            var counter = new byte[16];
            BitConverter.TryWriteBytes(counter.AsSpan(12), System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(i / 2));
            var block = aes.EncryptEcb(counter, PaddingMode.None);
            if (BitConverter.ToUInt64(block, i % 2 * 8) < 1UL << 62) expected.Add(i);
        }
        using var sampler = new PoissonSampler(Secret, 0.25);
        Assert.Equal(expected, sampler.Draw(Round, 5_000).Indices.ToArray());
    }

    [Fact]
    public void Draw_ManyRounds_IncludesEachExampleIndependentlyWithRateQ()
    {
        const int population = 60, rounds = 20_000;
        const double q = 1.0 / 15;
        using var sampler = new PoissonSampler(Secret, q);
        var counts = new int[population];
        long pairs = 0, empty = 0;
        for (var round = 1; round <= rounds; round++)
        {
            var indices = sampler.Draw(Round with { Number = round }, population).Indices.Span;
            foreach (var i in indices) counts[i]++;
            pairs += indices.Length * (indices.Length - 1L) / 2;
            if (indices.IsEmpty) empty++;
        }
        // Bounds at six standard deviations; all three together fail one secret in 10^7, and the secret is fixed.
        var spread = Math.Sqrt(rounds * q * (1 - q));
        Assert.All(counts, count => Assert.InRange(count, rounds * q - 6 * spread, rounds * q + 6 * spread));
        var expectedPairs = rounds * (population * (population - 1) / 2) * q * q;
        Assert.InRange(pairs / expectedPairs, 0.97, 1.03);
        var expectedEmpty = rounds * Math.Pow(1 - q, population);
        Assert.InRange(empty, expectedEmpty - 6 * Math.Sqrt(expectedEmpty), expectedEmpty + 6 * Math.Sqrt(expectedEmpty));
    }

    [Fact]
    public void Draw_RateOne_TakesAll()
    {
        using var sampler = new PoissonSampler(Secret, 1);
        var sample = sampler.Draw(Round, 5_000);
        Assert.Equal(Enumerable.Range(0, 5_000), sample.Indices.ToArray());
        Assert.Equal(5_000, sample.UsualMost);
    }

    [Fact]
    public void Draw_TinyRateOrNoExamples_IsEmpty()
    {
        using var sampler = new PoissonSampler(Secret, double.Epsilon);
        Assert.Equal(0, sampler.Draw(Round, 10_000).Indices.Length);
        Assert.Equal(0, sampler.Draw(Round, 0).Indices.Length);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0 / 15)]
    [InlineData(1e-5)]
    [InlineData(1e-15)]
    [InlineData(double.Epsilon)]
    public void Rate_IsTheWantedOne_RoundedUpToTheGridOf64Bits(double rate)
    {
        using var sampler = new PoissonSampler(Secret, rate);
        Assert.InRange(sampler.Rate, rate, rate + Math.ScaleB(1, -64));
        Assert.Equal(0, Math.ScaleB(sampler.Rate, 64) % 1);
        if (rate >= Math.ScaleB(1, -12)) Assert.Equal(rate, sampler.Rate);
    }

    [Fact]
    public void Constructor_ArgumentsOutOfRange_AreRefused()
    {
        TestFiles.Fails(ErrorCodes.ConfigurationInvalid, () => _ = new PoissonSampler(Secret.AsSpan(1), 0.5), "31 bytes", "wanted 32");
        foreach (var rate in new[] { 0, -0.1, 1.0001, double.NaN, double.PositiveInfinity })
            TestFiles.Fails(ErrorCodes.PlanInvalid, () => _ = new PoissonSampler(Secret, rate), "sampling rate");
    }

    [Fact]
    public void Draw_AfterDispose_IsRefused()
    {
        var sampler = new PoissonSampler(Secret, 0.5);
        sampler.Dispose();
        Assert.Throws<ObjectDisposedException>(() => sampler.Draw(Round, 1));
        Assert.Equal(1, Secret[0]);
    }
}
