using Federated.Domain.Aggregation;
using Federated.Domain.Errors;

namespace Federated.Domain.Privacy.Mechanisms;

/// <summary>
/// The query S = sum of w_k clip(u_k, C) with 0 &lt;= w_k &lt;= w_max, released as (S + noise) / W with a constant W (McMahan et al.,
/// "Learning Differentially Private Recurrent Language Models", 1710.06963, section 2; PRIVACY, section 1).
/// </summary>
/// <remarks>
/// <para>
/// <b>Guarantee.</b> In L2, S moves by at most w_max C when a unit is added or removed, and by at most 2 w_max C when one is replaced,
/// whatever the other weights are: a unit's term is a vector of norm at most w_max C.
/// </para>
/// <para>
/// <b>Limit.</b> It holds for a W that does not depend on the data. Divided by the actual weights the mean moves by up to
/// 2 C max(w) / sum(w) even when a unit is only added or removed; so W comes from the agreement, or the denominator is bounded from
/// below (<see cref="SensitivityOverClampedWeight"/>). Real numbers: <see cref="GridSensitivity"/> adds the rounding to the grid.
/// </para>
/// </remarks>
/// <param name="Clip">C, finite and positive.</param>
/// <param name="MaxWeightUnits">w_max in units of 2^-20, 1 to 2^29.</param>
/// <param name="Denominator">W, a public constant of the plan, finite and positive.</param>
public sealed record SumQuery(double Clip, long MaxWeightUnits, double Denominator)
{
    /// <summary>w_max.</summary>
    public double MaxWeight => Math.ScaleB(MaxWeightUnits, -FixedPointFormat.WeightBits);

    /// <summary>Refuses numbers out of range.</summary>
    /// <exception cref="FederatedException">FED-1001, or FED-1208 for the weight.</exception>
    public void Validate()
    {
        MechanismChecks.Positive("a clip norm", Clip);
        MechanismChecks.Positive("a denominator", Denominator);
        FixedPointFormat.CheckWeight(MaxWeightUnits);
    }

    /// <summary>
    /// A weight that a partner declares, cut to w_max. A declared count is a claim: it may steer the mean, never the sensitivity.
    /// </summary>
    /// <exception cref="FederatedException">FED-1208 for less than 1 unit.</exception>
    public long CapWeight(long declaredUnits)
    {
        var capped = Math.Min(declaredUnits, MaxWeightUnits);
        FixedPointFormat.CheckWeight(capped);
        return capped;
    }

    /// <summary>The sensitivity of S / W in L2.</summary>
    public double Sensitivity(Neighbouring relation) => Units(relation) * MaxWeight * Clip / Denominator;

    /// <summary>
    /// The sensitivity of S / max(minimumWeight, sum of w_k) in L2, for either relation: 2 w_max C / minimumWeight (1710.06963,
    /// lemma 1).
    /// </summary>
    /// <exception cref="FederatedException">FED-1001 for a minimum that is not finite and positive.</exception>
    public double SensitivityOverClampedWeight(double minimumWeight)
    {
        MechanismChecks.Positive("a minimum weight", minimumWeight);
        return 2 * MaxWeight * Clip / minimumWeight;
    }

    /// <summary>The standard deviation of the noise on S / W: z times its sensitivity.</summary>
    /// <exception cref="FederatedException">FED-1001 for a noise multiplier that is not finite and positive.</exception>
    public double NoiseDeviation(double noiseMultiplier, Neighbouring relation)
    {
        MechanismChecks.Positive("a noise multiplier", noiseMultiplier);
        return noiseMultiplier * Sensitivity(relation);
    }

    private static int Units(Neighbouring relation) => relation == Neighbouring.ReplaceOne ? 2 : 1;
}
