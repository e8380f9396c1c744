namespace Federated.Grains.Abstractions.Round;

/// <summary>One partner of a cohort.</summary>
/// <param name="Partner">Who.</param>
/// <param name="Status">wanted, claimed or declined.</param>
[GenerateSerializer, Immutable, Alias("federated.MemberMessage")]
public sealed record MemberMessage([property: Id(0)] string Partner, [property: Id(1)] string Status);
