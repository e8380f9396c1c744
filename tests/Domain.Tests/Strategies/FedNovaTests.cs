using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Errors;
using Federated.Domain.Strategies;
using Federated.Domain.Tests.Models;

namespace Federated.Domain.Tests.Strategies;

public sealed class FedNovaTests
{
    [Fact]
    public void Apply_StepsAlongTheMeanByTheMeanNumberOfSteps()
    {
        // tau_eff = 512 steps, written in units of 1,024; rate 0.5.
        var step = new FedNova(0.5).Apply([1, 2], [0.25, -0.125, 0.5], ServerState.Empty);

        Assert.Equal([1 + (0.5f * 512 * 0.25f), 2 - (0.5f * 512 * 0.125f)], step.Model);
        Assert.Equal(1, step.State.Step);
        Assert.Empty(step.Published);
    }

    [Fact]
    public void Apply_NoiseThatMakesTheStepsNegative_DoesNotMove() =>
        Assert.Equal([1, 2], new FedNova(1).Apply([1, 2], [0.25, -0.125, -0.5], ServerState.Empty).Model);

    [Fact]
    public void Apply_NotANumber_IsRefused() =>
        Refusal.Of(ErrorCodes.RoundFailed, () => new FedNova(1).Apply([1], [1, double.NaN], ServerState.Empty));

    [Fact]
    public void Apply_WithoutTheCountOfSteps_Throws() =>
        Assert.Throws<ArgumentException>(() => new FedNova(1).Apply([1, 2], [1, 1], ServerState.Empty));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public void AccumulatedSteps_OfPlainSgd_IsTheNumberOfSteps(long steps) => Assert.Equal(steps, FedNova.AccumulatedSteps(steps, 0.1, 0, 0));

    [Fact]
    public void AccumulatedSteps_HasThePapersClosedForms() =>
        Prop.ForAll(Gen.Choose(1, 300).ToArbitrary(), Gen.Choose(1, 95).ToArbitrary(), (steps, percent) =>
        {
            double rho = percent / 100.0, eta = 0.1, mu = percent / 10.0;
            var momentum = (steps - (rho * (1 - Math.Pow(rho, steps)) / (1 - rho))) / (1 - rho);
            var proximal = (1 - Math.Pow(1 - (eta * mu), steps)) / (eta * mu);
            return Math.Abs(FedNova.AccumulatedSteps(steps, eta, rho, 0) - momentum) <= 1e-9 * momentum
                && Math.Abs(FedNova.AccumulatedSteps(steps, eta, 0, mu) - proximal) <= 1e-9 * proximal;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void AccumulatedSteps_WithMomentumAndProximalTerm_IsWhatAConstantGradientMoves()
    {
        // Descend f(w) = -w from 0 with momentum 0.9 and mu = 2: the gradient is -1 plus the proximal term.
        const double eta = 0.05, rho = 0.9, mu = 2;
        double w = 0, v = 0;
        for (var step = 0; step < 25; step++)
        {
            v = (rho * v) + (-1 + (mu * w));
            w -= eta * v;
        }

        Assert.Equal(w / eta, FedNova.AccumulatedSteps(25, eta, rho, mu), 1e-9);
    }
}
