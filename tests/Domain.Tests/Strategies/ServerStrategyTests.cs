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
