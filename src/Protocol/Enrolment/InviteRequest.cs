namespace Federated.Protocol.Enrolment;

/// <summary>A coordinator asks for a join token.</summary>
/// <param name="ExpiresInSeconds">How long the token can be used, 1 second to 30 days.</param>
public sealed record InviteRequest(int ExpiresInSeconds);
