using Federated.ConsoleApp.CommandLine;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>What a sample is stated to reach.</summary>
/// <param name="Low">The least accuracy, 0 to 1.</param>
/// <param name="High">The most; 1 where more is better.</param>
public readonly record struct SampleGoal(double Low, double High = 1)
{
    /// <summary>At least so much.</summary>
    public static SampleGoal AtLeast(double accuracy) => new(accuracy);

    /// <summary>
    /// What guessing gives, and no more: the central interval that holds the share of right guesses with 99 % probability, by the exact
    /// binomial distribution. A model that found something in noise would leave it.
    /// </summary>
    /// <param name="trials">Number of examples, at least 1.</param>
    /// <param name="chance">Probability of a right guess, above 0, below 1.</param>
    public static SampleGoal Guessing(int trials, double chance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        const double tail = 0.005;
        var logarithm = trials * Math.Log(1 - chance);
        double below = 0;
        int low = 0, high = trials;
        for (var hits = 0; hits <= trials; hits++)
        {
            // P(X = hits + 1) = P(X = hits) (n - hits) / (hits + 1) p / (1 - p).
            var share = Math.Exp(logarithm);
            if (below + share <= tail)
                low = hits + 1;
            below += share;
            if (below >= 1 - tail)
            {
                high = hits;
                break;
            }

            logarithm += Math.Log((double)(trials - hits) / (hits + 1)) + Math.Log(chance / (1 - chance));
        }

        return new((double)low / trials, (double)high / trials);
    }

    /// <summary>True when it was reached.</summary>
    public bool Holds(double accuracy) => accuracy >= Low && accuracy <= High;

    /// <summary>As people read it.</summary>
    public override string ToString() => High < 1 ? $"{Words.Percent(Low)} to {Words.Percent(High)}, what guessing gives" : $"at least {Words.Percent(Low)}";
}
