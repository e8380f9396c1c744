using Federated.ClientNode.Channel;
using Federated.ClientNode.Node;
using Federated.Domain.Errors;
using Federated.Protocol.Transport;

namespace Federated.ClientNode.Commands;

/// <summary>Opens the HTTPS channel of an enrolled node.</summary>
public static class NodeChannel
{
    /// <summary>A channel that presents the node's certificate and trusts the pinned authority alone.</summary>
    /// <exception cref="FederatedException">FED-1603 when key or certificate cannot be read.</exception>
    public static HttpsChannel Open(NodeDirectory directory, NodeConfiguration node, TimeProvider time)
    {
        try
        {
            var handler = FederationHttp.CreateHandler(node.AuthorityPem, File.ReadAllText(directory.Certificate), File.ReadAllText(directory.Key));
            return new(FederationHttp.CreateClient(node.NodeUrl, handler), time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException or UriFormatException)
        {
            throw new FederatedException(ErrorCodes.StorageCorrupt,
                $"The identity in {directory.Root} cannot be used: {e.Message} Restore key.pem, certificate.pem and node.json from a backup, or enrol again in a new folder.", inner: e);
        }
    }
}
