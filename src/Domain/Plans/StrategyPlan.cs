using Federated.Domain.Strategies;

namespace Federated.Domain.Plans;

/// <summary>The server strategy of a plan.</summary>
public sealed record StrategyPlan
{
    /// <summary>One of <see cref="StrategySpecification.Kinds"/>; docs/strategies.md says what each does and which modes admit it.</summary>
    public string Kind { get; init; } = "fedavg";

    /// <summary>Server step size.</summary>
    public double LearningRate { get; init; } = 1;

    /// <summary>Momentum of <c>server-sgd</c>.</summary>
    public double Momentum { get; init; }

    /// <summary>First-moment decay of <c>server-adagrad</c>, <c>server-adam</c> and <c>server-yogi</c>.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Second-moment decay of <c>server-adam</c> and <c>server-yogi</c>.</summary>
    public double Beta2 { get; init; } = 0.99;

    /// <summary>Adaptivity of <c>server-adagrad</c>, <c>server-adam</c> and <c>server-yogi</c>, positive.</summary>
    public double Epsilon { get; init; } = 1e-3;

    /// <summary>q of <c>q-fedavg</c>, 0 or more; needed there, absent elsewhere.</summary>
    public double? Q { get; init; }

    /// <summary>
    /// <c>constant</c>, or <c>linear</c>: round t of T steps with LearningRate (T - t + 1) / T.
    /// </summary>
    public string Schedule { get; init; } = "constant";

    /// <summary>The strategy of one round.</summary>
    /// <param name="round">The round, from 1.</param>
    /// <param name="rounds">Rounds of the plan.</param>
    public StrategySpecification ToSpecification(int round, int rounds) =>
        new(Kind, Schedule == "linear" ? LearningRate * (rounds - round + 1) / rounds : LearningRate, Momentum, Beta1, Beta2, Epsilon, Q);
}
