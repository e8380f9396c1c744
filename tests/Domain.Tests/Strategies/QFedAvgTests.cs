using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Errors;
using Federated.Domain.Strategies;
using Federated.Domain.Tests.Models;

namespace Federated.Domain.Tests.Strategies;

public sealed class QFedAvgTests
{
    [Fact]
    public void Weighted_IsAlgorithm2OverL()
    {
        // q = 2, F = 3, eta = 0.5 (L = 2), |dw|^2 = 5: the paper's D = 9 x 2 dw and h = 2 x 3 x 4 x 5 + 2 x 9 = 138; both over L here.
        var update = QFedAvg.Weighted(2, 3, 0.5, [1, -2]);

        Assert.Equal(9, update[0], 1e-5f);
        Assert.Equal(-18, update[1], 1e-5f);
        Assert.Equal(69, update[2] * QFedAvg.Unit, 1e-4);
    }

    [Fact]
    public void Apply_TwoPartners_IsThePapersQuotient()
    {
        double[][] changes = [[0.5, -1], [2, 0.25]];
        double[] losses = [1.5, 0.2];
        const double q = 1.5, eta = 0.1;
        var sent = changes.Select((change, k) => QFedAvg.Weighted(q, losses[k], eta, Array.ConvertAll(change, v => (float)v))).ToArray();
        var mean = Enumerable.Range(0, 3).Select(i => (sent[0][i] + (double)sent[1][i]) / 2).ToArray();

        var step = new QFedAvg().Apply([1, 1], mean, ServerState.Empty);

        // The paper's own: Dw_k = L (w - w_k), D_k = F^q Dw_k, h_k = q F^(q-1) |Dw_k|^2 + L F^q.
        var l = 1 / eta;
        var h = changes.Select((c, k) => (q * Math.Pow(losses[k], q - 1) * c.Sum(v => l * v * l * v)) + (l * Math.Pow(losses[k], q))).Sum();
        for (var i = 0; i < 2; i++)
            Assert.Equal(1 + (changes.Select((c, k) => Math.Pow(losses[k], q) * l * c[i]).Sum() / h), step.Model[i], 1e-5);
    }

    [Fact]
    public void QZero_IsFedAvg() => Prop.ForAll(Arbitraries.FloatsWithin(100).ArrayOf(5).ToArbitrary(), change =>
    {
        var sent = QFedAvg.Weighted(0, 0.7, 0.1, change);
        var stepped = new QFedAvg().Apply([0, 0, 0, 0, 0], Array.ConvertAll(sent, v => (double)v), ServerState.Empty).Model;
        return stepped.Zip(change).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-5 * Math.Abs(pair.Second));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void HigherLoss_PullsHarder()
    {
        // Two partners pull in opposite directions by the same length.
        double[] Mean(double q)
        {
            var (high, low) = (QFedAvg.Weighted(q, 2, 0.1, [1]), QFedAvg.Weighted(q, 0.5, 0.1, [-1]));
            return [(high[0] + low[0]) / 2, (high[1] + low[1]) / 2];
        }

        Assert.Equal(0, new QFedAvg().Apply([0], Mean(0), ServerState.Empty).Model[0], 1e-6);
        Assert.True(new QFedAvg().Apply([0], Mean(1), ServerState.Empty).Model[0] > 0);
    }

    [Fact]
    public void Weighted_LossOfZero_IsFinite() => Assert.All(QFedAvg.Weighted(0.5, 0, 0.1, [1]), value => Assert.True(float.IsFinite(value)));

    [Fact]
    public void Apply_NoSteepness_IsRefused()
    {
        Refusal.Of(ErrorCodes.RoundFailed, () => new QFedAvg().Apply([1], [1, 0], ServerState.Empty));
        Refusal.Of(ErrorCodes.RoundFailed, () => new QFedAvg().Apply([1], [1, double.NaN], ServerState.Empty));
    }
}
