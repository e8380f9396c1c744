using System.Collections.Immutable;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>What a sample reached, beside what it is stated to reach and what can be had without it.</summary>
/// <param name="Measure">What was measured.</param>
/// <param name="Value">How much.</param>
/// <param name="Text">The same as people read it.</param>
/// <param name="Stated">What is stated.</param>
/// <param name="Reached">Whether it holds.</param>
/// <param name="Baseline">What a model that found nothing would give, and what that is.</param>
public sealed record SampleVerdict(string Measure, double Value, string Text, string Stated, bool Reached, string Baseline)
{
    /// <summary>What else there is to say, by name.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Remarks { get; init; } = [];
}
