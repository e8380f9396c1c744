using Federated.Domain.Aggregation;
using Federated.Domain.Strategies;

namespace Federated.Domain.Tests.Strategies;

/// <summary>
/// Partners whose losses 1/2 a_k |w - b_k|^2 disagree, local gradient descent, and the product's exact sum and server strategies. The optimum of
/// the mean loss is known: sum(a_k b_k) / sum(a_k). Local steps drag FedAvg away from it; the others are made not to be.
/// </summary>
public sealed class DriftTests
{
    private const double Rate = 0.05;
    private const int Rounds = 400;
    private static readonly double[] Curvature = [0.5, 2, 6];
    private static readonly double[][] Centre = [[4, -2], [-1, 3], [0.5, 1]];
    private static readonly int[] Same = [10, 10, 10];
    private static readonly int[] Uneven = [2, 8, 30];

    private static double[] Optimum { get; } =
        [.. Enumerable.Range(0, 2).Select(i => Curvature.Zip(Centre, (a, b) => a * b[i]).Sum() / Curvature.Sum())];

    [Fact]
    public void FedAvg_HeterogeneousPartners_DriftsToTheFixedPointOfItsLocalSteps()
    {
        // K steps take partner k a share s_k = 1 - (1 - eta a_k)^K of the way to b_k, so FedAvg rests where sum s_k (b_k - w) = 0.
        double[] shares = [.. Curvature.Select(a => 1 - Math.Pow(1 - (Rate * a), Same[0]))];
        var model = Run(new FedAvg(), Same);

        for (var i = 0; i < 2; i++)
            Assert.Equal(shares.Zip(Centre, (s, b) => s * b[i]).Sum() / shares.Sum(), model[i], 1e-5);
        Assert.InRange(Distance(model), 0.06, 0.07);
    }

    [Fact]
    public void Scaffold_HeterogeneousPartners_ReachesTheOptimum() => Assert.InRange(Distance(RunScaffold(_ => [0, 1, 2])), 0, 1e-3);

    [Fact]
    public void Scaffold_TwoOfThreePartnersInTurns_ReachesTheOptimumAndKeepsTheMeanOfControls()
    {
        var distance = Distance(RunScaffold(round => [round % 3, (round + 1) % 3]));

        Assert.InRange(distance, 0, 1e-2);
    }

    [Fact]
    public void FedNova_UnevenSteps_GoesWhereOneStepEachWould()
    {
        // Small steps, so that what is left of drift within a round is small beside what uneven numbers of steps make of it.
        var (averaged, normalised) = (Distance(Run(new FedAvg(), Uneven, rate: 0.0005, rounds: 2000)), Distance(Run(new FedNova(1), Uneven, rate: 0.0005, rounds: 2000)));

        Assert.True(normalised < averaged / 5, $"FedNova {normalised}, FedAvg {averaged}");
        Assert.InRange(normalised, 0, 0.02);
    }

    [Fact]
    public void FedNova_SameNumberOfSteps_IsFedAvg()
    {
        var (averaged, normalised) = (Run(new FedAvg(), Same), Run(new FedNova(1), Same));

        for (var i = 0; i < 2; i++)
            Assert.Equal(averaged[i], normalised[i], 1e-4f);
    }

    [Fact]
    public void FedProx_HeterogeneousPartners_DriftsLess()
    {
        var (averaged, proximal) = (Distance(Run(new FedAvg(), Same)), Distance(Run(new FedAvg(), Same, mu: 15)));

        Assert.True(proximal < averaged / 2, $"FedProx {proximal}, FedAvg {averaged}");
    }

    private static float[] Run(IServerStrategy strategy, int[] steps, double mu = 0, double rate = Rate, int rounds = Rounds)
    {
        var step = new ServerStep([0, 0], ServerState.Empty);
        for (var round = 1; round <= rounds; round++)
        {
            var sum = new ExactAccumulator(strategy is FedNova ? 3 : 2, new(36));
            for (var k = 0; k < 3; k++)
            {
                var change = Descend(k, step.Model, steps[k], rate, mu, [0, 0]);
                var accumulated = FedNova.AccumulatedSteps(steps[k], rate, 0, mu);
                float[] update = strategy is FedNova
                    ? [(float)(change[0] / accumulated), (float)(change[1] / accumulated), (float)(accumulated / FedNova.TauUnit)]
                    : [(float)change[0], (float)change[1]];
                sum.Fold(update, FixedPointFormat.WeightOne);
            }

            step = strategy.Apply(step.Model, sum.ToPartial().Mean(), step.State);
        }

        return step.Model;
    }

    private static float[] RunScaffold(Func<int, int[]> cohort)
    {
        var step = new ServerStep([0, 0], ServerState.Empty) { Published = [0, 0] };
        double[][] own = [[0, 0], [0, 0], [0, 0]];
        for (var round = 1; round <= Rounds; round++)
        {
            var members = cohort(round);
            var sum = new ExactAccumulator(4, new(36));
            foreach (var k in members)
            {
                var c = step.Published;
                var change = Descend(k, step.Model, Same[k], Rate, 0, [c[0] - own[k][0], c[1] - own[k][1]]);
                float[] update = [.. change.Select(v => (float)v), .. change.Select((v, i) => (float)(-c[i] - (v / (Same[k] * Rate))))];
                own[k] = [own[k][0] + update[2], own[k][1] + update[3]];
                sum.Fold(update, FixedPointFormat.WeightOne);
            }

            step = new Scaffold(1, members.Length / 3.0).Apply(step.Model, sum.ToPartial().Mean(), step.State);
            for (var i = 0; i < 2; i++)
                Assert.Equal(own.Average(c => c[i]), step.State.Moments["control"][i], 1e-6);
        }

        return step.Model;
    }

    private static double[] Descend(int partner, float[] model, int steps, double rate, double mu, double[] correction)
    {
        double[] w = [model[0], model[1]];
        for (var step = 0; step < steps; step++)
        {
            for (var i = 0; i < 2; i++)
                w[i] -= rate * ((Curvature[partner] * (w[i] - Centre[partner][i])) + (mu * (w[i] - model[i])) + correction[i]);
        }

        return [w[0] - model[0], w[1] - model[1]];
    }

    private static double Distance(float[] model) => Math.Sqrt(model.Select((w, i) => Math.Pow(w - Optimum[i], 2)).Sum());
}
