namespace Federated.Grains.Abstractions.Federation;

/// <summary>A partner in the federation's list.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="EnrolledAt">When its certificate was issued, or null while it is only invited.</param>
/// <param name="Suspended">True while it is in no new cohort.</param>
[GenerateSerializer, Immutable, Alias("federated.PartnerEntry")]
public sealed record PartnerEntry([property: Id(0)] string Partner, [property: Id(1)] DateTimeOffset? EnrolledAt, [property: Id(2)] bool Suspended = false);
