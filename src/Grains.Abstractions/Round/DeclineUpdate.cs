namespace Federated.Grains.Abstractions.Round;

/// <summary>A partner will not send an update.</summary>
/// <param name="Partner">Who.</param>
/// <param name="Code">The code at the node.</param>
/// <param name="Reason">For the log.</param>
[GenerateSerializer, Immutable, Alias("federated.DeclineUpdate")]
public sealed record DeclineUpdate([property: Id(0)] string Partner, [property: Id(1)] string Code, [property: Id(2)] string Reason);
