namespace Federated.Grains.Abstractions.Partner;

/// <summary>A node presents its token.</summary>
/// <param name="SecretHash">SHA-256 of the secret that was presented, hex.</param>
/// <param name="PublicKey">SHA-256 of the public key of the certificate request, hex; the same key may ask again after a broken connection.</param>
/// <param name="Certificate">SHA-256 of the certificate that will be handed out, hex.</param>
[GenerateSerializer, Immutable, Alias("federated.EnrolPartner")]
public sealed record EnrolPartner(
    [property: Id(0)] string SecretHash, [property: Id(1)] string PublicKey, [property: Id(2)] string Certificate);
