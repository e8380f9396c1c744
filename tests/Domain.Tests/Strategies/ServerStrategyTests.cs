using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Errors;
using Federated.Domain.Strategies;
using Federated.Domain.Tests.Models;

namespace Federated.Domain.Tests.Strategies;

public sealed class ServerStrategyTests
{
    private static readonly double[] Gradient = [0.5, -0.25, 0];

    public static TheoryData<IServerStrategy> Strategies =>
    [
        new FedAvg(), new ServerSgd(0.5, 0), new ServerSgd(0.5, 0.9), new ServerAdam(0.1, 0.9, 0.99, 1e-3),
        new ServerAdagrad(0.1, 0.9, 1e-3), new ServerYogi(0.1, 0.9, 0.99, 1e-3),
    ];

    [Fact]
    public void FedAvg_OneStep_AddsTheMean()
    {
        var step = new FedAvg().Apply([1, 2, 3], Gradient, ServerState.Empty);

        Assert.Equal([1.5f, 1.75f, 3], step.Model);
        Assert.Equal(1, step.State.Step);
        Assert.Empty(step.State.Moments);
    }

    [Fact]
    public void ServerSgd_TwoStepsWithMomentum_FollowsTheFormula()
    {
        var strategy = new ServerSgd(2, 0.5);
        var first = strategy.Apply([0, 0, 0], Gradient, ServerState.Empty);
        var second = strategy.Apply(first.Model, Gradient, first.State);

        Assert.Equal([1, -0.5f, 0], first.Model);
        Assert.Equal([0.75, -0.375, 0], second.State.Moments["velocity"]);
        Assert.Equal([2.5f, -1.25f, 0], second.Model);
        Assert.Equal(Gradient, first.State.Moments["velocity"]);
    }

    [Fact]
    public void ServerAdam_TwoSteps_FollowsAlgorithm2WithoutBiasCorrection()
    {
        // beta1 = beta2 = 0.5, tau = 2, D = 4: v starts at 4; m = 2, v = 10; then m = 3, v = 13.
        var strategy = new ServerAdam(0.1, 0.5, 0.5, 2);
        var first = strategy.Apply([1], [4], ServerState.Empty);
        var second = strategy.Apply(first.Model, [4], first.State);

        Assert.Equal([2.0, 10.0], [first.State.Moments["first"][0], first.State.Moments["second"][0]]);
        Assert.Equal((float)(1 + 0.1 * 2 / (Math.Sqrt(10) + 2)), first.Model[0]);
        Assert.Equal([3.0, 13.0], [second.State.Moments["first"][0], second.State.Moments["second"][0]]);
        Assert.Equal((float)(first.Model[0] + 0.1 * 3 / (Math.Sqrt(13) + 2)), second.Model[0]);
    }

    [Fact]
    public void ServerAdagrad_TwoSteps_FollowsAlgorithm2()
    {
        // beta1 = 0.5, tau = 2, D = 4: v starts at 4; m = 2, v = 20; then m = 3, v = 36.
        var strategy = new ServerAdagrad(0.1, 0.5, 2);
        var first = strategy.Apply([1], [4], ServerState.Empty);
        var second = strategy.Apply(first.Model, [4], first.State);

        Assert.Equal([2.0, 20.0], [first.State.Moments["first"][0], first.State.Moments["second"][0]]);
        Assert.Equal((float)(1 + 0.1 * 2 / (Math.Sqrt(20) + 2)), first.Model[0]);
        Assert.Equal([3.0, 36.0], [second.State.Moments["first"][0], second.State.Moments["second"][0]]);
        Assert.Equal((float)(first.Model[0] + 0.1 * 3 / (Math.Sqrt(36) + 2)), second.Model[0]);
    }

    [Fact]
    public void ServerYogi_AboveAndBelowTheSquare_FollowsAlgorithm2()
    {
        // beta1 = beta2 = 0.5, tau = 2. D = 4: v = 4 is below 16, so 4 + 8 = 12. D = 2: v = 12 is above 4, so 12 - 2 = 10; m = 2, then 2.
        var strategy = new ServerYogi(0.1, 0.5, 0.5, 2);
        var first = strategy.Apply([1], [4], ServerState.Empty);
        var second = strategy.Apply(first.Model, [2], first.State);

        Assert.Equal([2.0, 12.0], [first.State.Moments["first"][0], first.State.Moments["second"][0]]);
        Assert.Equal((float)(1 + 0.1 * 2 / (Math.Sqrt(12) + 2)), first.Model[0]);
        Assert.Equal([2.0, 10.0], [second.State.Moments["first"][0], second.State.Moments["second"][0]]);
        Assert.Equal((float)(first.Model[0] + 0.1 * 2 / (Math.Sqrt(10) + 2)), second.Model[0]);

        // At the square itself nothing moves.
        Assert.Equal(4.0, new ServerYogi(0.1, 0.5, 0.5, 2).Apply([1], [2], ServerState.Empty).State.Moments["second"][0]);
    }

    [Theory]
    [InlineData("server-adagrad")]
    [InlineData("server-adam")]
    [InlineData("server-yogi")]
    public void Adaptive_SequenceOfGradients_MatchesThePaperWrittenOut(string kind)
    {
        // The paper's loop on one coordinate at a time, in its own words: Delta, m, v, sign.
        const double eta = 0.03, beta1 = 0.8, beta2 = 0.95, tau = 1e-2;
        var random = new Federated.Domain.Models.SeededRandom(7);
        var gradients = Enumerable.Range(0, 12).Select(_ => Enumerable.Range(0, 5).Select(_ => random.NextDouble() - 0.5).ToArray()).ToArray();
        var strategy = new StrategySpecification(kind, eta, 0, beta1, beta2, tau).Create();
        var step = new ServerStep([0.5f, -1, 2, 0, 3], ServerState.Empty);
        foreach (var gradient in gradients)
            step = strategy.Apply(step.Model, gradient, step.State);

        for (var j = 0; j < 5; j++)
        {
            var x = new[] { 0.5f, -1, 2, 0, 3 }[j];
            double m = 0, v = tau * tau;
            foreach (var delta in gradients.Select(g => g[j]))
            {
                m = beta1 * m + (1 - beta1) * delta;
                v = kind switch
                {
                    "server-adagrad" => v + delta * delta,
                    "server-yogi" => v - (1 - beta2) * delta * delta * Math.Sign(v - delta * delta),
                    _ => beta2 * v + (1 - beta2) * delta * delta,
                };
                x = (float)(x + eta * m / (Math.Sqrt(v) + tau));
            }
            Assert.Equal(v, step.State.Moments["second"][j], 1e-15);
            Assert.Equal(x, step.Model[j], 1e-6f);
        }
    }

    [Fact]
    public void ServerYogi_AnyGradients_KeepTheSecondMomentPositive() =>
        Prop.ForAll(Arbitraries.FloatsWithin(1e3f).Select(value => (double)value).NonEmptyListOf().ToArbitrary(), gradients =>
        {
            var step = new ServerStep([0], ServerState.Empty);
            foreach (var gradient in gradients)
                step = new ServerYogi(0.01, 0.9, 0.5, 1e-3).Apply(step.Model, [gradient], step.State);
            return step.State.Moments["second"][0] > 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void ServerSgd_RateOneWithoutMomentum_IsFedAvg() =>
        Prop.ForAll(Arbitraries.FloatsWithin(1e6f).ArrayOf(9).ToArbitrary(), Arbitraries.FloatsWithin(1e6f).Select(value => (double)value).ArrayOf(9).ToArbitrary(), (model, gradient) =>
            new ServerSgd(1, 0).Apply(model, gradient, ServerState.Empty).Model.SequenceEqual(new FedAvg().Apply(model, gradient, ServerState.Empty).Model))
            .QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Apply_FromStoredState_GivesTheSameBits(IServerStrategy strategy)
    {
        float[] model = [0.1f, 0.2f, 0.3f];
        var step = strategy.Apply(model, Gradient, ServerState.Empty);
        for (var i = 0; i < 5; i++)
        {
            var restored = strategy.Apply(step.Model, Gradient, ServerState.FromBytes(step.State.ToBytes()));
            step = strategy.Apply(step.Model, Gradient, step.State);
            Assert.Equal(step.Model, restored.Model);
            Assert.Equal(step.State.ToBytes(), restored.State.ToBytes());
        }
        Assert.Equal(6, step.State.Step);
        Assert.Equal([0.1f, 0.2f, 0.3f], model);
    }

    [Fact]
    public void Apply_StepBeyondFloat_IsRefused()
    {
        Refusal.Of(ErrorCodes.RoundFailed, () => new FedAvg().Apply([float.MaxValue], [1e38], ServerState.Empty));
        Refusal.Of(ErrorCodes.RoundFailed, () => new ServerSgd(1e30, 0.9).Apply([1], [1e10], ServerState.Empty));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Apply_NotANumber_IsRefused(IServerStrategy strategy) =>
        Refusal.Of(ErrorCodes.RoundFailed, () => strategy.Apply([1, 1], [1, double.NaN], ServerState.Empty));

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Apply_OtherLength_Throws(IServerStrategy strategy) =>
        Assert.Throws<ArgumentException>(() => strategy.Apply([1, 1], [1], ServerState.Empty));

    [Fact]
    public void Apply_StateOfAnotherStrategyOrModel_IsRefused()
    {
        var sgd = new ServerSgd(1, 0.9).Apply([1, 1], [1, 1], ServerState.Empty).State;

        Refusal.Of(ErrorCodes.StorageCorrupt, () => new ServerAdam(1, 0.9, 0.99, 1e-3).Apply([1, 1], [1, 1], sgd));
        Refusal.Of(ErrorCodes.StorageCorrupt, () => new ServerSgd(1, 0.9).Apply([1], [1], sgd));
    }
}
