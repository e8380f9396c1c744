namespace Federated.Grains.Abstractions.Federation;

/// <summary>A run in the federation's list.</summary>
/// <param name="Run">The run.</param>
/// <param name="Active">False once it has ended.</param>
[GenerateSerializer, Immutable, Alias("federated.RunEntry")]
public sealed record RunEntry([property: Id(0)] string Run, [property: Id(1)] bool Active);
