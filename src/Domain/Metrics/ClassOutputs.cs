namespace Federated.Domain.Metrics;

/// <summary>
/// What a classifier's outputs for one example mean: the class it takes the example for, the probability of each class, the loss. Computed
/// in double from that example's outputs alone, so that a figure over partners and the same figure over pooled examples add up the same numbers.
/// </summary>
/// <remarks>
/// K outputs are the logits of K classes (softmax); a single output is the logit of the second of two classes (sigmoid). An output that is not a
/// number never wins and has probability 0; infinite ones behave as their limits do.
/// </remarks>
public static class ClassOutputs
{
    /// <summary>The number of classes that a number of outputs tells apart.</summary>
    public static int Classes(int outputs) => outputs == 1 ? 2 : outputs;

    /// <summary>The class with the largest output, the first of equal ones; of a single output the second class where it is above 0.</summary>
    public static int Predicted(ReadOnlySpan<float> outputs)
    {
        if (outputs.Length == 1)
            return outputs[0] > 0 ? 1 : 0;
        var best = 0;
        for (var i = 1; i < outputs.Length; i++)
        {
            if (outputs[i] > outputs[best] || (float.IsNaN(outputs[best]) && !float.IsNaN(outputs[i])))
                best = i;
        }

        return best;
    }

    /// <summary>The probability of every class.</summary>
    /// <param name="outputs">One or K outputs.</param>
    /// <param name="probabilities">K places (<see cref="Classes"/>); they add up to 1 but for rounding, or are all 0 where no output is a number.</param>
    public static void Probabilities(ReadOnlySpan<float> outputs, Span<double> probabilities)
    {
        if (probabilities.Length != Classes(outputs.Length))
            throw new ArgumentException($"Got {probabilities.Length} places for the probabilities of {Classes(outputs.Length)} classes.", nameof(probabilities));
        if (outputs.Length == 1)
        {
            (probabilities[0], probabilities[1]) = float.IsNaN(outputs[0]) ? (0, 0) : (Sigmoid(-(double)outputs[0]), Sigmoid(outputs[0]));
            return;
        }

        var largest = Largest(outputs);
        var sum = 0.0;
        for (var i = 0; i < outputs.Length; i++)
            sum += probabilities[i] = Weight(outputs[i], largest);
        for (var i = 0; i < outputs.Length && sum > 0; i++)
            probabilities[i] /= sum;
    }

    /// <summary>The cross-entropy of an example: minus the logarithm of the probability of its class, in nats. Infinite or NaN where the outputs are not finite.</summary>
    /// <param name="outputs">One or K outputs.</param>
    /// <param name="label">The class of the example, one of the K.</param>
    public static double Loss(ReadOnlySpan<float> outputs, int label)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, Classes(outputs.Length));
        if (outputs.Length == 1)
        {
            // log(1 + exp(-x)) without overflow, x being the logit towards the label.
            var margin = label == 1 ? (double)outputs[0] : -(double)outputs[0];
            return Math.Max(-margin, 0) + Math.Log(1 + Math.Exp(-Math.Abs(margin)));
        }

        double largest = Largest(outputs);
        var sum = 0.0;
        foreach (var output in outputs)
            sum += Math.Exp(output - largest);
        return largest + Math.Log(sum) - outputs[label];
    }

    private static double Sigmoid(double logit) => logit >= 0 ? 1 / (1 + Math.Exp(-logit)) : Math.Exp(logit) / (1 + Math.Exp(logit));

    private static double Weight(float output, float largest) =>
        float.IsNaN(output) ? 0 : float.IsInfinity(largest) ? output.Equals(largest) ? 1 : 0 : Math.Exp((double)output - largest);

    private static float Largest(ReadOnlySpan<float> outputs) => outputs[Predicted(outputs)];
}
