namespace Federated.Grains.Abstractions.Partner;

/// <summary>A coordinator invites a partner.</summary>
/// <param name="SecretHash">SHA-256 of the token secret, hex; the secret itself is never stored.</param>
/// <param name="ExpiresAt">When the token stops working.</param>
[GenerateSerializer, Immutable, Alias("federated.InvitePartner")]
public sealed record InvitePartner([property: Id(0)] string SecretHash, [property: Id(1)] DateTimeOffset ExpiresAt);
