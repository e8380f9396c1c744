namespace Federated.Domain.Plans;

/// <summary>How the learning rate of local training changes: a factor on <see cref="TrainingPlan.LearningRate"/>, from 0 to 1.</summary>
public sealed record LearningRatePlan
{
    /// <summary>The kinds.</summary>
    public const string Constant = "constant", Step = "step", Cosine = "cosine", Linear = "linear";

    /// <summary>The units.</summary>
    public const string ByRound = "round", ByStep = "step";

    /// <summary>
    /// <c>constant</c>; <c>step</c>: times <see cref="Factor"/> after every <see cref="Every"/>; <c>cosine</c>: half a cosine from 1 to
    /// <see cref="Floor"/> (Loshchilov and Hutter, 1608.03983, without restarts); <c>linear</c>: straight from 1 to <see cref="Floor"/>.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>What is counted: <c>round</c>, over the rounds of the run, or <c>step</c>, over the local steps of every round anew.</summary>
    public string Unit { get; init; } = ByRound;

    /// <summary>Of <c>step</c>: how many rounds or steps keep a factor, at least 1.</summary>
    public int? Every { get; init; }

    /// <summary>Of <c>step</c>: the factor, above 0, below 1.</summary>
    public double? Factor { get; init; }

    /// <summary>Of <c>cosine</c> and <c>linear</c>: the factor at the end, from 0, below 1; 0 if absent.</summary>
    public double? Floor { get; init; }

    /// <summary>Rounds or steps at the beginning in which the factor rises in equal parts to 1; none if absent.</summary>
    public int? Warmup { get; init; }

    /// <summary>The factor at a round or step.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <param name="total">How many there are, above <paramref name="index"/>.</param>
    public double FactorAt(long index, long total)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, total);
        var warmup = Warmup ?? 0;
        if (index < warmup)
            return (index + 1.0) / (warmup + 1.0);
        var done = index - warmup;
        var part = (double)done / (total - warmup);
        var floor = Floor ?? 0;
        return Kind switch
        {
            Step => Math.Pow(Factor ?? 1, done / (Every ?? 1)),
            Cosine => floor + ((1 - floor) * 0.5 * (1 + Math.Cos(Math.PI * part))),
            Linear => 1 - ((1 - floor) * part),
            _ => 1,
        };
    }
}
