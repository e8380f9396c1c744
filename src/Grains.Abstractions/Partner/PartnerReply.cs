namespace Federated.Grains.Abstractions.Partner;

/// <summary>Success, or the reason why not.</summary>
/// <param name="Failure">Null on success.</param>
[GenerateSerializer, Immutable, Alias("federated.PartnerReply")]
public sealed record PartnerReply([property: Id(0)] Failure? Failure);
