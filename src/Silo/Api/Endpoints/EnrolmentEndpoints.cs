using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Ports;
using Federated.Protocol;
using Federated.Protocol.Enrolment;
using Federated.Silo.Api.Access;
using Federated.Silo.Hosting;
using Federated.Silo.Security;

namespace Federated.Silo.Api.Endpoints;

/// <summary>Invitations and enrolment. The silo keeps a token's hash, never the token.</summary>
internal static class EnrolmentEndpoints
{
    private const int SecretBytes = 32;
    private const int LongestInvitation = 30 * 24 * 3600;

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.Authority, Authority).AllowAnyone(Listeners.Both);
        routes.MapPost(Routes.Enrol, Enrol).AllowAnyone(Listeners.Console);
        routes.MapPost(Routes.InvitationsTemplate, Invite).Allow(Listeners.Console, Role.Coordinator);
    }

    private static AuthorityResponse Authority(IFederationKeys keys, CertificateAuthority authority) => new(keys.Federation, authority.Pem, keys.PublicKeys);

    private static async Task<InviteResponse> Invite(
        string partner, InviteRequest request, IGrainFactory grains, CertificateAuthority authority, SiloAddresses addresses, TimeProvider time)
    {
        var name = PartnerName.Parse(partner);
        if (request.ExpiresInSeconds is < 1 or > LongestInvitation)
            throw new FederatedException(ErrorCodes.RequestInvalid, $"Got an invitation for {request.ExpiresInSeconds} seconds, wanted 1 to {LongestInvitation} (30 days).");
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var expiresAt = time.GetUtcNow() + TimeSpan.FromSeconds(request.ExpiresInSeconds);
        var reply = await grains.GetGrain<IPartnerGrain>(GrainKeys.Partner(name)).Invite(new(HashOf(secret), expiresAt));
        reply.Failure.Throw();
        return new(name.ToString(), new JoinToken(name.ToString(), addresses.ConsoleUrl, authority.Fingerprint, secret).ToString(), expiresAt);
    }

    // The certificate is made first, so that the grain can name it in the ledger, and handed out last: a failure in between
    // leaves a certificate that nobody has and that is not the enrolled one.
    private static async Task<EnrolResponse> Enrol(
        EnrolRequest request, IGrainFactory grains, CertificateAuthority authority, IFederationKeys keys, SiloAddresses addresses)
    {
        var name = PartnerName.Parse(request.Partner);
        using var certificate = authority.SignPartnerRequest(request.CertificateRequestPem, name);
        var reply = await grains.GetGrain<IPartnerGrain>(GrainKeys.Partner(name)).Enrol(new(
            HashOf(request.Secret),
            ContentHash.Of(certificate.PublicKey.ExportSubjectPublicKeyInfo()).ToString(),
            ContentHash.Of(certificate.RawData).ToString()));
        reply.Failure.Throw();
        return new(certificate.ExportCertificatePem(), authority.Pem, keys.Federation, addresses.NodeUrl, keys.PublicKeys);
    }

    private static string HashOf(string secret) => ContentHash.Of(Encoding.UTF8.GetBytes(secret)).ToString();
}
