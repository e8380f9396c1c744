using System.Collections.Immutable;

namespace Federated.Domain.Queries;

/// <summary>The exact totals of one statistic. See <see cref="QueryScale"/> for why a record adds at most 2^F to one of them.</summary>
internal sealed class StatisticTally
{
    private readonly StatisticPlan _statistic;
    private readonly int _fractionalBits;
    private readonly FieldBins _bins;
    private readonly long[] _totals;

    internal StatisticTally(StatisticPlan statistic, ImmutableArray<string> classes, int fractionalBits)
    {
        _statistic = statistic;
        _fractionalBits = fractionalBits;
        _totals = new long[QueryBins.Count(statistic, classes)];
        _bins = new(statistic.Kind == StatisticPlan.Labels ? classes : statistic.Values, statistic.Edges);
    }

    internal long[] Totals => _totals;

    internal long Skipped { get; private set; }

    internal void Add(string? field)
    {
        if (Place(field?.Trim()) is not var (bin, units))
            Skipped++;
        else
            _totals[bin] = checked(_totals[bin] + units);
    }

    /// <summary>The bin that a record adds to, and how much; null when it adds nothing. A record that a count does not ask for adds 0.</summary>
    private (int Bin, long Units)? Place(string? text)
    {
        var one = 1L << _fractionalBits;
        return _statistic.Kind switch
        {
            StatisticPlan.Count => (0, _statistic.EqualTo is null || string.Equals(text, _statistic.EqualTo, StringComparison.Ordinal) ? one : 0),
            StatisticPlan.Present => FieldBins.Number(text) is not null ? (0, one) : null,
            StatisticPlan.Sum or StatisticPlan.Squares => FieldBins.Number(text) is { } value ? (0, Units(value)) : null,
            _ => _bins.Of(text) is { } bin ? (bin, one) : null,
        };
    }

    private long Units(double value)
    {
        var scaled = (Math.Clamp(value, _statistic.Minimum!.Value, _statistic.Maximum!.Value) - (_statistic.Origin ?? 0)) / _statistic.Reach;
        if (_statistic.Kind == StatisticPlan.Squares)
            scaled *= scaled;
        return (long)Math.Round(Math.ScaleB(scaled, _fractionalBits), MidpointRounding.ToEven);
    }
}
