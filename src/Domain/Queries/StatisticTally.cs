using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Federated.Domain.Queries;

/// <summary>The exact totals of one statistic. See <see cref="QueryScale"/> for why a record adds at most 2^F to one of them.</summary>
internal sealed class StatisticTally
{
    private readonly StatisticPlan _statistic;
    private readonly int _fractionalBits;
    private readonly FrozenDictionary<string, int> _categories;
    private readonly double[] _edges;
    private readonly long[] _totals;

    internal StatisticTally(StatisticPlan statistic, ImmutableArray<string> classes, int fractionalBits)
    {
        _statistic = statistic;
        _fractionalBits = fractionalBits;
        _totals = new long[QueryBins.Count(statistic, classes)];
        _edges = [.. statistic.Edges ?? []];
        var categories = statistic.Kind == StatisticPlan.Labels ? classes : statistic.Values ?? [];
        _categories = categories.Select((text, bin) => (text, bin)).ToFrozenDictionary(c => c.text, c => c.bin, StringComparer.Ordinal);
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
        switch (_statistic.Kind)
        {
            case StatisticPlan.Count:
                return (0, _statistic.EqualTo is null || string.Equals(text, _statistic.EqualTo, StringComparison.Ordinal) ? one : 0);
            case StatisticPlan.Present:
                return Number(text) is not null ? (0, one) : null;
            case StatisticPlan.Sum or StatisticPlan.Squares:
                return Number(text) is { } value ? (0, Units(value)) : null;
            case StatisticPlan.Histogram when _statistic.Edges is not null:
                return Number(text) is { } number && Bin(number) is >= 0 and var bin ? (bin, one) : null;
            default:
                return text is not null && _categories.TryGetValue(text, out var category) ? (category, one) : null;
        }
    }

    private long Units(double value)
    {
        var scaled = (Math.Clamp(value, _statistic.Minimum!.Value, _statistic.Maximum!.Value) - (_statistic.Origin ?? 0)) / _statistic.Reach;
        if (_statistic.Kind == StatisticPlan.Squares)
            scaled *= scaled;
        return (long)Math.Round(Math.ScaleB(scaled, _fractionalBits), MidpointRounding.ToEven);
    }

    private int Bin(double number)
    {
        if (number < _edges[0] || number > _edges[^1])
            return -1;
        var found = Array.BinarySearch(_edges, number);
        return Math.Min(found >= 0 ? found : ~found - 1, _totals.Length - 1);
    }

    // The parser of .NET lets trailing zero characters pass.
    private static double? Number(string? text) => text is not null && !text.Contains('\0')
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
