namespace Federated.Grains.Abstractions.Round;

/// <summary>An upload was refused before it could be claimed.</summary>
/// <param name="Partner">Who sent it.</param>
/// <param name="Code">The code, for example FED-1204.</param>
[GenerateSerializer, Immutable, Alias("federated.RejectUpdate")]
public sealed record RejectUpdate([property: Id(0)] string Partner, [property: Id(1)] string Code);
