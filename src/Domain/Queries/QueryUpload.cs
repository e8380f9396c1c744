using Federated.Domain.Agreements;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Updates;

namespace Federated.Domain.Queries;

/// <summary>
/// Holds an upload to what an honest node can send, and to nothing else: whole digits, and for every statistic a total that the
/// agreed number of records can add up to. Without it one partner could move an answer anywhere.
/// </summary>
public static class QueryUpload
{
    /// <summary>Checks a whole upload.</summary>
    /// <exception cref="FederatedException">
    /// FED-1208: a weight other than 1; FED-1205: digits that are not whole, or a total beyond the partner's records. Messages name the
    /// statistic and never a value.
    /// </exception>
    public static void Admit(RunPlan plan, PartnerName partner, StagedUpdate update)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(update);
        if (update.Metadata.WeightUnits != FixedPointFormat.WeightOne)
            throw new FederatedException(ErrorCodes.UpdateWeightInvalid, $"A query counts every partner once: the weight must be {FixedPointFormat.WeightOne} units.");
        var scale = QueryScale.Of(plan);
        var largest = scale.Largest(plan, partner);
        var limbs = update.Values.Span;
        foreach (var statistic in plan.Query!.Statistics)
        {
            var totals = new long[QueryBins.Count(statistic, plan.Data.Classes)];
            var digits = new long[Limbs.Count * totals.Length];
            for (var i = 0; i < digits.Length; i++)
            {
                digits[i] = (long)limbs[i];
                if (digits[i] != limbs[i])
                    throw Refuse(partner, statistic, "digits that are not whole numbers");
            }

            Limbs.Join(digits, totals);
            if (statistic.AddsNumbers ? !IsSum(statistic, totals[0], largest) : !IsCount(totals, scale.Unit, largest))
                throw Refuse(partner, statistic, "a total that the agreed number of records cannot add up to");
            limbs = limbs[digits.Length..];
        }
    }

    private static bool IsSum(StatisticPlan statistic, long total, long largest) =>
        Math.Abs(total) <= largest && (total >= 0 || statistic.Kind == StatisticPlan.Sum);

    /// <summary>Whole records, none negative, and together no more than there are.</summary>
    private static bool IsCount(ReadOnlySpan<long> totals, long unit, long largest)
    {
        var left = largest;
        foreach (var total in totals)
        {
            if (total < 0 || total % unit != 0 || total > left)
                return false;
            left -= total;
        }

        return true;
    }

    private static FederatedException Refuse(PartnerName partner, StatisticPlan statistic, string what) => new(
        ErrorCodes.UpdateOutOfBound, $"The upload of '{partner}' has {what} in statistic '{statistic.Title}', which no honest node sends.");
}
