using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Federated.ClientNode.Data;
using Federated.ClientNode.Node;
using Federated.ClientNode.Storage;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Protocol.Enrolment;

namespace Federated.ClientNode.Enrolment;

/// <summary>Turns a join token into an enrolled node. node.json is written last: until it is there, the same token can be tried again.</summary>
public static class Enroller
{
    /// <summary>Enrols.</summary>
    /// <returns>The node's configuration, and false when it was enrolled before and nothing was changed.</returns>
    /// <exception cref="FederatedException">FED-1106 when the folder is another partner's; FED-1110 when the authority is not the pinned one; what the silo says otherwise.</exception>
    public static async Task<(NodeConfiguration Node, bool Enrolled)> Enrol(
        JoinToken token, NodeDirectory directory, DataSource? data, CancellationToken cancellationToken)
    {
        var partner = PartnerName.Parse(token.Partner);
        if (directory.IsEnrolled)
        {
            var earlier = directory.Load();
            return earlier.Partner == partner
                ? (earlier, false)
                : throw new FederatedException(ErrorCodes.PartnerExists,
                    $"{directory.Root} is the node of '{earlier.Partner}', the token is for '{partner}'. Nothing was changed; choose another folder with --dir.");
        }

        directory.Create();
        var authority = await EnrolmentClient.FetchAuthority(token, cancellationToken);
        using var key = NodeKey.LoadOrCreate(directory.Key);
        var answer = await EnrolmentClient.Enrol(token, authority, NodeKey.CertificateRequest(key, token.Partner), cancellationToken);
        CheckCertificate(answer, key);

        var node = new NodeConfiguration
        {
            Federation = answer.Federation,
            Partner = partner,
            NodeUrl = answer.NodeUrl,
            AuthorityPem = answer.AuthorityPem,
            Keys = answer.Keys,
            Data = data,
        };
        AtomicFile.Write(directory.Certificate, Encoding.ASCII.GetBytes(answer.CertificatePem));
        directory.Save(node);
        return (node, true);
    }

    private static void CheckCertificate(EnrolResponse answer, ECDsa key)
    {
        using var certificate = X509Certificate2.CreateFromPem(answer.CertificatePem);
        if (!certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
        {
            throw new FederatedException(ErrorCodes.CertificateRequestInvalid,
                "Got a certificate for another key than this node's. Nothing was stored; try again with the same token, and tell the coordinator if it stays so.");
        }

        if (!string.Equals(answer.Keys.Federation, answer.Federation, StringComparison.Ordinal))
        {
            throw new FederatedException(ErrorCodes.AuthorityMismatch,
                $"Got keys of federation '{answer.Keys.Federation}' from federation '{answer.Federation}'. Nothing was stored; tell the coordinator.");
        }
    }
}
