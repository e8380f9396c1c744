using System.Numerics.Tensors;
using Federated.Domain.Aggregation;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Privacy.Noise;

namespace Federated.Domain.Privacy;

/// <summary>
/// A robust rule under the coordinator's noise: the <see cref="TrimmedSum"/> of the partners' sums, plus the noise of a plain sum, times
/// n / (n - 2 trim), over the plan's divisor.
/// </summary>
/// <remarks>
/// <b>Guarantee.</b> That of <see cref="NoiseScale"/>: the trimmed sum moves no further than the plain sum when a record is added or
/// removed, and what follows the noise only reads the noised sum and the public list of members. <b>Price.</b> The noise on the mean is
/// n / (n - 2 trim) times that of the plain sum: for the median of an odd n it is n times, of an even one n / 2. <b>Limit.</b> Where fewer
/// members came than the rule needs, nothing of them goes in, and the noise alone is released: a round of this mode always releases.
/// </remarks>
public static class NoisedRule
{
    /// <summary>What the strategy steps along.</summary>
    /// <param name="aggregation">What the plan means for the round, with noise and a rule.</param>
    /// <param name="updates">The members' uploads; read, and not changed.</param>
    /// <param name="stream">Fresh, secret bytes.</param>
    /// <exception cref="Errors.FederatedException">FED-1204: a value that is not finite; FED-1004: one that does not fit the grid.</exception>
    public static RobustMean Release(AggregationPlan aggregation, IMemberUpdates updates, IRandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(aggregation);
        ArgumentNullException.ThrowIfNull(updates);
        var rule = (ICoordinateRule)aggregation.Rule!.Create();
        var members = updates.Members.Length;
        var enough = members >= rule.LeastMembers;
        var trim = enough ? rule.Trimmed(members) : 0;
        var sums = enough ? TrimmedSum.Of(updates, aggregation.Format, trim) : new long[updates.Dimension];
        GaussianNoise.Add(sums, aggregation.Noise!, stream);

        var divisor = enough ? aggregation.Divisor!.Value * (members - (2 * trim)) / members : aggregation.Divisor!.Value;
        var mean = new PartialSum(aggregation.Format.FractionalBits, members * FixedPointFormat.WeightOne, members, sums).DividedBy(divisor);
        if (aggregation.Descends)
            TensorPrimitives.Negate<double>(mean, mean);
        return new(mean, enough ? [] : updates.Members);
    }
}
