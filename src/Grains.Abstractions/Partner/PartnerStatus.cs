namespace Federated.Grains.Abstractions.Partner;

/// <summary>Where a partner stands.</summary>
/// <param name="Invited">True when there is an invitation or an enrolment.</param>
/// <param name="EnrolledAt">When it enrolled.</param>
/// <param name="Certificate">SHA-256 of its certificate, hex.</param>
/// <param name="LastSeen">When its node last asked for work, since this activation.</param>
/// <param name="Suspended">True while it is in no new cohort.</param>
/// <param name="Capability">What its node said of its machine, since this activation.</param>
[GenerateSerializer, Immutable, Alias("federated.PartnerStatus")]
public sealed record PartnerStatus(
    [property: Id(0)] bool Invited, [property: Id(1)] DateTimeOffset? EnrolledAt, [property: Id(2)] string? Certificate, [property: Id(3)] DateTimeOffset? LastSeen,
    [property: Id(4)] bool Suspended = false, [property: Id(5)] CapabilityMessage? Capability = null);
