namespace Federated.Domain.Metrics;

/// <summary>A loss summed over examples, or over the tokens of sequences. Totals of disjoint examples add up.</summary>
/// <param name="Sum">The sum, in nats where the loss is a negative log-likelihood.</param>
/// <param name="Count">How many were summed.</param>
public readonly record struct LossTotal(double Sum, double Count)
{
    /// <summary>The mean; null of nothing.</summary>
    public double? Mean => Count > 0 ? Sum / Count : null;

    /// <summary>
    /// exp of the mean negative log-likelihood: how many equally likely outcomes would surprise as much. Of a language model it is the
    /// perplexity per token. Null of nothing; infinite where the mean is too large for it.
    /// </summary>
    public double? Perplexity => Mean is { } mean ? Math.Exp(mean) : null;

    /// <summary>The total of both.</summary>
    public LossTotal Add(LossTotal other) => new(Sum + other.Sum, Count + other.Count);
}
