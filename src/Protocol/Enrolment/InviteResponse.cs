namespace Federated.Protocol.Enrolment;

/// <summary>A join token, to be handed to the partner over a channel that keeps secrets.</summary>
/// <param name="Partner">The partner that it is bound to.</param>
/// <param name="Token">The token's text (<see cref="JoinToken"/>).</param>
/// <param name="ExpiresAt">When it stops working.</param>
public sealed record InviteResponse(string Partner, string Token, DateTimeOffset ExpiresAt);
