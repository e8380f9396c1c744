using Federated.Domain.Agreements;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Mechanisms;

namespace Federated.Domain.Queries;

/// <summary>
/// The grid on which a query is counted, the sensitivity of its exact total, and the noise. It follows from the plan alone.
/// </summary>
/// <remarks>
/// <para>
/// <b>The grid.</b> Every statistic is scaled by the most that a record can move it, B (<see cref="StatisticPlan.Bound"/>), and counted in
/// units of 2^-F of that, with F = 30 - floor(log2(z sqrt m)) for m statistics: the noise then has a standard deviation of
/// 2^30 units or more.
/// </para>
/// <para>
/// <b>Sensitivity: D = ceil(2^F sqrt m).</b> The unit is a record, one row of one partner, and the relation add or remove one.
/// <list type="number">
/// <item>A record adds to statistic s a vector v_s of whole numbers with one entry at most that is not 0: a count or a bin gets
/// 2^F, a sum gets n = round(2^F x / B), where x is the value, cut to the range, less the origin. |x| &lt;= B, both being rounded
/// differences of doubles and rounding being monotone, so the quotient x / B, rounded to a double, is at
/// most 1 in size (1 is a double), 2^F is a power of two, and |n| &lt;= 2^F. A sum of squares gets the square of that quotient, again at most 1.
/// What a record adds does not depend on any other record. So |v_s| &lt;= 2^F.</item>
/// <item>A node's total is the sum of its records' vectors, in checked 64-bit integers: exact
/// (<see cref="QueryTally"/>). It is uploaded as digits that float32 holds exactly, the digits are
/// summed as integers, and put together (<see cref="Limbs"/>): exact, and linear. Nothing is rounded after step 1.</item>
/// <item>The total over all partners therefore moves by exactly (v_1, ..., v_m) when the record is added or removed, and
/// |(v_1, ..., v_m)|^2 = sum |v_s|^2 &lt;= m 2^(2F). D is computed from that square in whole numbers.</item>
/// </list>
/// There is no term for rounding, unlike in <see cref="GridSensitivity"/>.
/// </para>
/// <para>
/// <b>Limit.</b> The node is the one who counts. One that counts a record twice voids the guarantee of its own records only. A person with k
/// rows is covered k times over.
/// </para>
/// </remarks>
/// <param name="Format">The grid, 2^-F.</param>
/// <param name="Noise">The coordinator's noise; null in mode <c>none</c>.</param>
public sealed record QueryScale(FixedPointFormat Format, NoiseScale? Noise)
{
    /// <summary>No total of one partner, and no total of all of them, reaches this.</summary>
    internal const long TotalLimit = 1L << 61;

    private const int UnnoisedFractionalBits = 30;
    private const double Deviations = 40;

    /// <summary>What one record adds to a count, in units.</summary>
    public long Unit => 1L << Format.FractionalBits;

    /// <summary>The standard deviation of the noise, over B; 0 in mode <c>none</c>.</summary>
    public double Deviation => Noise?.Sigma ?? 0;

    /// <summary>The scale of a plan's query.</summary>
    /// <exception cref="FederatedException">FED-1004 when the totals with their noise would not fit 64 bits.</exception>
    public static QueryScale Of(RunPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Privacy.NoiseMultiplier is not { } multiplier)
            return new(new FixedPointFormat(UnnoisedFractionalBits), null);
        var statistics = plan.Query!.Statistics.Length;
        var format = GridSensitivity.FormatFor(Math.Sqrt(statistics), multiplier);
        var square = (Int128)statistics << (2 * format.FractionalBits);
        var scale = new QueryScale(format, NoiseScale.For(new(format, ExactNumbers.CeilingOfRoot(square)), multiplier));
        var records = plan.Privacy.PartnerExamples!.Values.Aggregate(Int128.Zero, (sum, n) => sum + n);
        var reach = ((double)records * scale.Unit) + (Deviations * scale.Noise!.SigmaUnits);
        if (!(reach < TotalLimit))
        {
            throw new FederatedException(ErrorCodes.AggregationOverflow, FormattableString.Invariant(
                $"The totals of {records} records on a grid of 2^-{format.FractionalBits} could reach {reach:g3} units, wanted below 2^61: raise privacy.noiseMultiplier or lower the numbers in privacy.partnerExamples."));
        }

        return scale;
    }

    /// <summary>
    /// The largest size of a total of one partner, in units: its agreed number of records; where none is agreed (mode
    /// <c>none</c>) its share of what fits.
    /// </summary>
    public long Largest(RunPlan plan, PartnerName partner)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Privacy.PartnerExamples is null
            ? (TotalLimit / plan.Cohort.Size) - 1
            : checked(AggregationPlan.Examples(plan, partner) << Format.FractionalBits);
    }
}
