using System.Collections.Immutable;
using Federated.Domain.Models;

namespace Federated.Domain.Registry;

/// <summary>What a model must show before it is released in a track.</summary>
/// <param name="Metric">The metric, for example <c>accuracy</c>.</param>
/// <param name="Bound">One of <see cref="Bounds"/>.</param>
/// <param name="MicroValue">The bound in millionths; of <see cref="Drop"/> and <see cref="Rise"/> the most that the metric may fall or grow.</param>
/// <param name="Dataset">Hash of the held-out data that the metric must be measured on, or null for any.</param>
public sealed record QualityGate(string Metric, string Bound, long MicroValue, ContentHash? Dataset)
{
    /// <summary>The metric is at least the value.</summary>
    public const string Minimum = "minimum";

    /// <summary>The metric is at most the value.</summary>
    public const string Maximum = "maximum";

    /// <summary>On the same data the metric is no more than the value below that of the released model.</summary>
    public const string Drop = "drop";

    /// <summary>On the same data the metric is no more than the value above that of the released model.</summary>
    public const string Rise = "rise";

    /// <summary>All bounds. A track has one gate at most for a metric and a bound.</summary>
    public static ImmutableArray<string> Bounds { get; } = [Minimum, Maximum, Drop, Rise];

    /// <summary>What the gate wants, in words: <c>accuracy at least 0.9</c>.</summary>
    public string Text => Bound switch
    {
        Minimum => $"{Metric} at least {FixedPoint.Text(MicroValue)}",
        Maximum => $"{Metric} at most {FixedPoint.Text(MicroValue)}",
        Drop => $"{Metric} no more than {FixedPoint.Text(MicroValue)} below the released model's",
        _ => $"{Metric} no more than {FixedPoint.Text(MicroValue)} above the released model's",
    };
}
