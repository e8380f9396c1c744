using System.Numerics;
using Federated.Domain.Errors;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Privacy.Noise;
using Federated.Domain.Tests.Models;
using Federated.Domain.Tests.Privacy.Noise;

namespace Federated.Domain.Tests.Privacy.Mechanisms;

public sealed class NoisyStatisticsTests
{
    [Fact]
    public void Count_Gaussian_IsTheCountPlusDiscreteGaussianNoise()
    {
        using AesCtrStream first = TestStreams.Of("count"), second = TestStreams.Of("count");
        Assert.Equal(1000 + DiscreteGaussian.ForSigma(2.5).Draw(second), NoisyCount.ReleaseGaussian(1000, 2.5, first));
        Assert.Equal(7 + DiscreteLaplace.ForEpsilon(1, 0.3).Draw(second), NoisyCount.ReleaseLaplace(7, 0.3, first));
    }

    // False failure 10^-9 over the key: see Statistics.
    [Theory]
    [InlineData(Neighbouring.AddOrRemove, 1)]
    [InlineData(Neighbouring.ReplaceOne, 2)]
    public void Histogram_Gaussian_HasTheRelationsVariance(Neighbouring relation, int squared)
    {
        using var stream = TestStreams.Of("histogram");
        var counts = new long[200_000];
        Array.Fill(counts, 40);
        var released = NoisyHistogram.ReleaseGaussian(counts, 1.5, relation, stream);
        Statistics.FitsByChiSquare(Statistics.Count(released), x => DiscreteGaussianLaw.Probability(2.25 * squared, x - 40), 0, 80);
    }

    [Fact]
    public void Histogram_Laplace_HasTheRelationsScale()
    {
        var counts = new long[500];
        using AesCtrStream first = TestStreams.Of("bins"), second = TestStreams.Of("bins");
        var expected = new long[500];
        new DiscreteLaplace(4, 1).Fill(expected, second);
        Assert.Equal(expected, NoisyHistogram.ReleaseLaplace(counts, 0.5, Neighbouring.ReplaceOne, first));
        Assert.All(counts, count => Assert.Equal(0, count));
    }

    [Theory]
    [InlineData(-5, 3, Neighbouring.AddOrRemove, 5)]
    [InlineData(-5, 3, Neighbouring.ReplaceOne, 8)]
    [InlineData(2, 10, Neighbouring.AddOrRemove, 10)]
    [InlineData(2, 10, Neighbouring.ReplaceOne, 8)]
    public void Sum_Range_GivesTheSensitivity(long low, long high, Neighbouring relation, long sensitivity)
    {
        var query = new NoisySum(low, high, relation);
        Assert.Equal(sensitivity, query.Sensitivity);
        Assert.Equal(low + high + high, query.Exact([long.MinValue, long.MaxValue, high]));
        using AesCtrStream first = TestStreams.Of("sum"), second = TestStreams.Of("sum");
        var noise = new DiscreteGaussian((BigInteger)sensitivity * sensitivity * 9, 4);
        Assert.Equal(low + noise.Draw(second), query.ReleaseGaussian([low - 1], 1.5, first));
        Assert.Equal(DiscreteLaplace.ForEpsilon(sensitivity, 2).Draw(second), query.ReleaseLaplace([], 2, first));
    }

    [Fact]
    public void Release_BadNumber_IsRefused()
    {
        using var stream = TestStreams.Of("bad");
        Refusal.Of(ErrorCodes.PlanInvalid, () => NoisyCount.ReleaseGaussian(1, 0, stream));
        Refusal.Of(ErrorCodes.PlanInvalid, () => NoisyCount.ReleaseGaussian(1, double.NaN, stream));
        Refusal.Of(ErrorCodes.PlanInvalid, () => NoisyCount.ReleaseGaussian(1, 1e300, stream));
        Refusal.Of(ErrorCodes.PlanInvalid, () => NoisyCount.ReleaseLaplace(1, -1, stream));
        Refusal.Of(ErrorCodes.PlanInvalid, () => NoisyCount.ReleaseLaplace(1, 1e-300, stream));
        Refusal.Of(ErrorCodes.AggregationOverflow, () => NoisyCount.ReleaseGaussian(long.MaxValue, 1, stream));
        Refusal.Of(ErrorCodes.PlanInvalid, () => new NoisySum(3, 3, Neighbouring.ReplaceOne).ReleaseGaussian([1], 1, stream));
        Refusal.Of(ErrorCodes.PlanInvalid, () => new NoisySum(long.MinValue, 3, Neighbouring.ReplaceOne).Validate());
        Assert.Equal(0, stream.Position);
    }
}
