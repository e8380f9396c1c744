using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Plans;

namespace Federated.Domain.Queries;

/// <summary>
/// The exact statistics of one partner's records, counted one record at a time. What a record adds depends on that record
/// alone, and no record makes it fail: a missing or unreadable value adds nothing, for a refusal would tell about a record.
/// </summary>
public sealed class QueryTally
{
    private readonly RunPlan _plan;
    private readonly QueryScale _scale;
    private readonly ImmutableArray<StatisticTally> _statistics;

    /// <param name="plan">A checked plan with a query.</param>
    public QueryTally(RunPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        _scale = QueryScale.Of(plan);
        _statistics = [.. plan.Query!.Statistics.Select(statistic => new StatisticTally(statistic, plan.Data.Classes, _scale.Format.FractionalBits))];
    }

    /// <summary>Records counted so far.</summary>
    public long Records { get; private set; }

    /// <summary>For every statistic, the records that added nothing because their value was missing, unreadable or in no bin.</summary>
    public ImmutableArray<long> Skipped => [.. _statistics.Select(statistic => statistic.Skipped)];

    /// <summary>The totals in units of the grid, bin after bin, statistic after statistic. Not to be released.</summary>
    public ImmutableArray<long> Totals => [.. _statistics.SelectMany(statistic => statistic.Totals)];

    /// <summary>Counts one record.</summary>
    /// <param name="fields">For every statistic the text of its column in the record; null where there is none.</param>
    /// <exception cref="ArgumentException">Not one field a statistic.</exception>
    public void Add(ReadOnlySpan<string?> fields)
    {
        if (fields.Length != _statistics.Length)
            throw new ArgumentException($"Got {fields.Length} fields, wanted one a statistic, {_statistics.Length}.", nameof(fields));
        for (var i = 0; i < fields.Length; i++)
            _statistics[i].Add(fields[i]);
        Records++;
    }

    /// <summary>The digits of the totals, an update of layout <see cref="QueryBins.Uploaded"/>.</summary>
    /// <exception cref="FederatedException">FED-1502: more records than were agreed for the partner, or than fit.</exception>
    public float[] Upload(PartnerName partner) => Digits(_plan, _scale, partner, Records, Totals.AsSpan());

    /// <summary>The digits of totals, statistic after statistic.</summary>
    /// <exception cref="FederatedException">FED-1502: more records than were agreed for the partner, or than fit.</exception>
    internal static float[] Digits(RunPlan plan, QueryScale scale, PartnerName partner, long records, ReadOnlySpan<long> totals)
    {
        var most = scale.Largest(plan, partner) >> scale.Format.FractionalBits;
        if (records > most)
        {
            throw new FederatedException(ErrorCodes.DataMismatch,
                $"This node has more records than the {most} that the plan allows for '{partner}'. Have the coordinator launch with the new number.");
        }

        var upload = new float[Limbs.Count * totals.Length];
        var at = 0;
        foreach (var statistic in QueryStatistic.Of(plan))
        {
            Limbs.Split(totals.Slice(at, statistic.Count), upload.AsSpan(Limbs.Count * at, Limbs.Count * statistic.Count));
            at += statistic.Count;
        }

        return upload;
    }
}
