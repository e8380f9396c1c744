using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Federated.Domain.Queries;

/// <summary>Public bins of a column: texts, or ranges of a number.</summary>
internal sealed class FieldBins
{
    private readonly FrozenDictionary<string, int> _texts;
    private readonly double[]? _edges;

    /// <param name="texts">Texts, one bin each; not used where there are edges.</param>
    /// <param name="edges">Increasing edges, or null.</param>
    internal FieldBins(ImmutableArray<string>? texts, ImmutableArray<double>? edges)
    {
        _edges = edges is { } given ? [.. given] : null;
        _texts = (texts ?? []).Select((text, bin) => (text, bin)).ToFrozenDictionary(c => c.text, c => c.bin, StringComparer.Ordinal);
        Names = edges is { } numbers ? [.. Enumerable.Range(0, numbers.Length - 1).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{numbers[i]} to {(i == numbers.Length - 2 ? string.Empty : "below ")}{numbers[i + 1]}"))] : texts ?? [];
    }

    /// <summary>What the bins are called, for people.</summary>
    internal ImmutableArray<string> Names { get; }

    /// <summary>The bin of a field, or null when it is in none: missing, no such text, no number, or outside.</summary>
    internal int? Of(string? field)
    {
        var text = field?.Trim();
        if (_edges is null)
            return text is not null && _texts.TryGetValue(text, out var category) ? category : null;
        if (Number(text) is not { } number || number < _edges[0] || number > _edges[^1])
            return null;
        var found = Array.BinarySearch(_edges, number);
        return Math.Min(found >= 0 ? found : ~found - 1, _edges.Length - 2);
    }

    /// <summary>A finite number, or null.</summary>
    // The parser of .NET lets trailing zero characters pass.
    internal static double? Number(string? text) => text is not null && !text.Contains('\0')
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
