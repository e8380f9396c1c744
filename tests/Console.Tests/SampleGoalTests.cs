using Federated.ConsoleApp.Samples.Catalog;
using Federated.Domain.Errors;

namespace Federated.ConsoleApp.Tests;

public sealed class SampleGoalTests
{
    // From scipy.stats.binom.ppf([0.005, 0.995], n, p).
    [Theory]
    [InlineData(200, 0.1, 10, 32)]
    [InlineData(1000, 0.1, 76, 125)]
    [InlineData(10, 0.5, 1, 9)]
    [InlineData(359, 0.5, 155, 204)]
    public void Guessing_IsTheCentralBinomialInterval(int trials, double chance, int low, int high)
    {
        var goal = SampleGoal.Guessing(trials, chance);

        Assert.Equal((double)low / trials, goal.Low, 1e-12);
        Assert.Equal((double)high / trials, goal.High, 1e-12);
        Assert.True(goal.Holds((double)low / trials));
        Assert.False(goal.Holds((double)(low - 1) / trials));
        Assert.False(goal.Holds((double)(high + 1) / trials));
    }

    [Fact]
    public void AtLeast_TakesEverythingAbove()
    {
        Assert.True(SampleGoal.AtLeast(0.9).Holds(0.9));
        Assert.True(SampleGoal.AtLeast(0.9).Holds(1));
        Assert.False(SampleGoal.AtLeast(0.9).Holds(0.899));
    }

    [Fact]
    public void Catalog_KnowsEveryNameOnce_AndRefusesAnother()
    {
        Assert.Equal(SampleCatalog.All.Count, SampleCatalog.All.Select(sample => sample.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(SampleCatalog.All, sample => Assert.Same(sample, SampleCatalog.Find(sample.Name)));
        var refused = Assert.Throws<FederatedException>(() => SampleCatalog.Find("mnist"));
        Assert.Equal(ErrorCodes.UsageInvalid, refused.Code);
        Assert.Contains("mnist-mlp", refused.Message, StringComparison.Ordinal);
    }
}
