namespace Federated.Protocol.Enrolment;

/// <summary>A coordinator or officer suspends a partner, or lifts that.</summary>
/// <param name="Suspended">True: the partner is in no cohort that is drawn from now on. False: it may be drawn again.</param>
public sealed record StandingRequest(bool Suspended);
