using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Privacy.Noise;
using static Federated.Domain.Tests.Privacy.Noise.NoiseCases;

namespace Federated.Domain.Tests.Privacy.Noise;

/// <summary>Keys are fixed, so a test passes always or never; the rates stated are those over the choice of the key.</summary>
public sealed class DiscreteGaussianTests
{
    [Fact]
    public void Law_ReferenceCases_Agree()
    {
        var cases = Read("discrete_gaussian");
        Assert.Equal(4, cases.Count);
        foreach (var item in cases)
        {
            var sigmaSquared = Number(item["params"]!["sigma2"]!);
            Close(Number(item["expected"]!["normalizer"]!), DiscreteGaussianLaw.Normalizer(sigmaSquared), 1e-12);
            Close(Number(item["expected"]!["variance"]!), DiscreteGaussianLaw.Variance(sigmaSquared), 1e-12);
            foreach (var (x, probability) in item["expected"]!["pmf"]!.AsObject())
                Close(Number(probability!), DiscreteGaussianLaw.Probability(sigmaSquared, long.Parse(x, System.Globalization.CultureInfo.InvariantCulture)), 1e-12);
        }
    }

    // False failure: 10^-9 a line for the fit, 2 x 10^-10 for the variance (6.4 standard errors).
    [Theory]
    [InlineData(1, 10)]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(7, 3)]
    [InlineData(100, 1)]
    [InlineData(20011, 7)]
    public void Fill_SmallSigma_FitsTheExactProbabilities(int numerator, int denominator)
    {
        using var stream = TestStreams.Of($"small {numerator}/{denominator}");
        var numbers = new long[400_000];
        new DiscreteGaussian(numerator, denominator).Fill(numbers, stream);
        var sigmaSquared = (double)numerator / denominator;
        var reach = (long)(12 * Math.Sqrt(sigmaSquared)) + 3;
        Statistics.FitsByChiSquare(Statistics.Count(numbers), x => DiscreteGaussianLaw.Probability(sigmaSquared, x), -reach, reach);
        var variance = numbers.Average(x => (double)x * x);
        var fourth = numbers.Average(x => Math.Pow(x, 4));
        Assert.True(Math.Abs(variance - DiscreteGaussianLaw.Variance(sigmaSquared)) <= 6.4 * Math.Sqrt((fourth - (variance * variance)) / numbers.Length));
    }

    // False failure: 10^-9 for the distance; 2 x 10^-10 for each moment and tail (6.4 standard errors); 10^-9 for the lowest bits.
    [Theory]
    [InlineData(1L << 20)]
    [InlineData((1L << 30) + 987654321)]
    [InlineData(1L << 40)]
    public void Fill_LargeSigma_FitsTheNormalDistribution(long sigma)
    {
        using var stream = TestStreams.Of($"large {sigma}");
        var numbers = new long[1_000_000];
        new DiscreteGaussian(sigma).Fill(numbers, stream);
        var scaled = numbers.Select(x => (double)x / sigma).ToArray();
        var error = 6.4 / Math.Sqrt(numbers.Length);
        // The moments of a normal variable are 0, 1, 0, 3 and the variances of its powers 1, 2, 15, 96.
        Assert.InRange(scaled.Average(), -error, error);
        Assert.InRange(scaled.Average(x => x * x), 1 - (error * Math.Sqrt(2)), 1 + (error * Math.Sqrt(2)));
        Assert.InRange(scaled.Average(x => x * x * x), -error * Math.Sqrt(15), error * Math.Sqrt(15));
        Assert.InRange(scaled.Average(x => x * x * x * x), 3 - (error * Math.Sqrt(96)), 3 + (error * Math.Sqrt(96)));
        foreach (var limit in (double[])[2, 3, 4])
        {
            var expected = 2 * Statistics.Normal(-limit);
            var fraction = scaled.Count(x => Math.Abs(x) > limit) / (double)scaled.Length;
            Assert.True(Math.Abs(fraction - expected) <= (error * Math.Sqrt(expected)) + 2e-7, $"{fraction} beyond {limit} sigma, wanted {expected}.");
        }
        Statistics.FitsByChiSquare(Statistics.Count([.. numbers.Select(x => x & 255)]), _ => 1 / 256.0, 0, 255);
        Statistics.FitsByKolmogorov(scaled, Statistics.Normal);
    }

    // False failure: 2 x 10^-10 (6.4 standard errors); a neighbour's product has variance 1.
    [Fact]
    public void Fill_Neighbours_AreUncorrelated()
    {
        using var stream = TestStreams.Of("neighbours");
        var numbers = new long[500_000];
        new DiscreteGaussian(1L << 30).Fill(numbers, stream);
        foreach (var lag in (int[])[1, 2, DiscreteGaussian.BatchSize])
        {
            var products = Enumerable.Range(0, numbers.Length - lag).Average(i => Math.ScaleB(numbers[i], -30) * Math.ScaleB(numbers[i + lag], -30));
            Assert.InRange(products, -6.4 / Math.Sqrt(numbers.Length), 6.4 / Math.Sqrt(numbers.Length));
        }
    }

    [Fact]
    public void Fill_SplitAtABatch_IsTheSameStreamOfNumbers() =>
        Prop.ForAll(Gen.Choose(0, 3).ToArbitrary(), Gen.Choose(0, 9000).ToArbitrary(), (batches, rest) =>
        {
            var gaussian = new DiscreteGaussian(1L << 30);
            using AesCtrStream once = TestStreams.Of("split"), twice = TestStreams.Of("split");
            var whole = new long[(batches * DiscreteGaussian.BatchSize) + rest];
            gaussian.Fill(whole, once);
            var pieces = new long[whole.Length];
            gaussian.Fill(pieces.AsSpan(0, batches * DiscreteGaussian.BatchSize), twice);
            gaussian.Fill(pieces.AsSpan(batches * DiscreteGaussian.BatchSize), twice);
            return whole.AsSpan().SequenceEqual(pieces) && once.Position == twice.Position;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    // Placing accepted first candidates before others would show here: position and value must be independent. False failure 10^-9.
    [Fact]
    public void Fill_FirstOfEachBatch_HasTheDistributionOfAll()
    {
        using var stream = TestStreams.Of("first");
        var gaussian = new DiscreteGaussian(9, 1);
        var (first, last, batch) = (new long[20_000], new long[20_000], new long[16]);
        for (var i = 0; i < first.Length; i++)
        {
            gaussian.Fill(batch, stream);
            (first[i], last[i]) = (batch[0], batch[^1]);
        }
        Statistics.FitsByChiSquare(Statistics.Count(first), x => DiscreteGaussianLaw.Probability(9, x), -40, 40);
        Statistics.FitsByChiSquare(Statistics.Count(last), x => DiscreteGaussianLaw.Probability(9, x), -40, 40);
    }

    [Fact]
    public void Constructor_Variance_IsKeptExactly()
    {
        var tenth = DiscreteGaussian.ForSigma(0.1);
        var (numerator, denominator) = Federated.Domain.Privacy.ExactNumbers.Fraction(0.1);
        Assert.Equal((numerator * numerator, denominator * denominator), (tenth.SigmaSquaredNumerator, tenth.SigmaSquaredDenominator));
        Assert.True(tenth.SigmaSquaredNumerator * 100 > tenth.SigmaSquaredDenominator); // The double above 1/10.
        var reduced = new DiscreteGaussian(50, 20);
        Assert.Equal((new BigInteger(5), new BigInteger(2)), (reduced.SigmaSquaredNumerator, reduced.SigmaSquaredDenominator));
        Assert.Equal(2.5, reduced.SigmaSquared);
    }

    [Fact]
    public void Constructor_OutOfRange_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteGaussian(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteGaussian(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteGaussian(DiscreteGaussian.MaxSigma + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteGaussian(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteGaussian(1, BigInteger.One << 41));
        Assert.Throws<ArgumentOutOfRangeException>(() => DiscreteGaussian.ForSigma(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => DiscreteGaussianLaw.Variance(0));
    }

    // False failure: 10^-9 a line.
    [Theory]
    [InlineData(1, 3)]
    [InlineData(5, 2)]
    [InlineData(300, 1)]
    public void Laplace_Fill_FitsTheExactProbabilities(int numerator, int denominator)
    {
        using var stream = TestStreams.Of($"laplace {numerator}/{denominator}");
        var numbers = new long[300_000];
        new DiscreteLaplace(numerator, denominator).Fill(numbers, stream);
        var ratio = Math.Exp(-(double)denominator / numerator);
        var reach = (30L * numerator / denominator) + 20;
        Statistics.FitsByChiSquare(Statistics.Count(numbers), x => (1 - ratio) / (1 + ratio) * Math.Pow(ratio, Math.Abs(x)), -reach, reach);
    }

    [Fact]
    public void Laplace_ForEpsilon_HasScaleSensitivityOverEpsilon()
    {
        var laplace = DiscreteLaplace.ForEpsilon(6, 0.75);
        Assert.Equal((new BigInteger(8), BigInteger.One), (laplace.ScaleNumerator, laplace.ScaleDenominator));
        Assert.Throws<ArgumentOutOfRangeException>(() => DiscreteLaplace.ForEpsilon(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DiscreteLaplace.ForEpsilon(1, double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteLaplace(1, 0));
        using var stream = TestStreams.Of("laplace");
        Assert.InRange(laplace.Draw(stream), -1000, 1000);
    }
}
