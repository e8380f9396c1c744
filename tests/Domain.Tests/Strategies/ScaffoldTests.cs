using Federated.Domain.Errors;
using Federated.Domain.Strategies;
using Federated.Domain.Tests.Models;

namespace Federated.Domain.Tests.Strategies;

public sealed class ScaffoldTests
{
    [Fact]
    public void Apply_TwoRounds_FollowsAlgorithm1()
    {
        // Three of four partners: c moves by 3/4 of the mean of dc.
        var strategy = new Scaffold(0.5, 0.75);
        var first = strategy.Apply([1, 2], [0.5, -0.5, 4, 8], ServerState.Empty);
        var second = strategy.Apply(first.Model, [1, 1, -2, 0], first.State);

        Assert.Equal([1.25f, 1.75f], first.Model);
        Assert.Equal([3f, 6f], first.Published);
        Assert.Equal([1.75f, 2.25f], second.Model);
        Assert.Equal([1.5f, 6f], second.Published);
        Assert.Equal([1.5, 6.0], second.State.Moments["control"]);
    }

    [Fact]
    public void Apply_FromStoredState_GivesTheSameBits()
    {
        var strategy = new Scaffold(1, 1);
        var step = strategy.Apply([0.1f], [0.3, 0.7], ServerState.Empty);
        var again = strategy.Apply(step.Model, [0.1, 0.2], ServerState.FromBytes(step.State.ToBytes()));
        var straight = strategy.Apply(step.Model, [0.1, 0.2], step.State);

        Assert.Equal(straight.Model, again.Model);
        Assert.Equal(straight.Published, again.Published);
        Assert.Equal(straight.State.ToBytes(), again.State.ToBytes());
    }

    [Fact]
    public void Apply_UpdateWithoutControls_Throws() => Assert.Throws<ArgumentException>(() => new Scaffold(1, 1).Apply([1, 1], [1, 1, 1], ServerState.Empty));

    [Fact]
    public void Apply_NotANumber_IsRefused()
    {
        Refusal.Of(ErrorCodes.RoundFailed, () => new Scaffold(1, 1).Apply([1], [double.NaN, 0], ServerState.Empty));
        Refusal.Of(ErrorCodes.RoundFailed, () => new Scaffold(1, 1).Apply([1], [0, double.NaN], ServerState.Empty));
    }
}
