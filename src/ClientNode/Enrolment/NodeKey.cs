using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Federated.ClientNode.Storage;
using Federated.Domain.Errors;

namespace Federated.ClientNode.Enrolment;

/// <summary>The node's private key: ECDSA P-256, made once, never sent.</summary>
public static class NodeKey
{
    /// <summary>
    /// The key on the disk, or a new one that is put there first: an enrolment that breaks off is asked for again with the
    /// same public key, which is how the federation knows the one who used the token.
    /// </summary>
    /// <exception cref="FederatedException">FED-1603 when the file holds no such key.</exception>
    public static ECDsa LoadOrCreate(string path)
    {
        if (File.Exists(path))
            return Load(path);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        AtomicFile.Write(path, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"), secret: true);
        return key;
    }

    /// <summary>A PKCS#10 request for the key, PEM.</summary>
    public static string CertificateRequest(ECDsa key, string partner) =>
        new CertificateRequest(new X500DistinguishedName($"CN={partner}"), key, HashAlgorithmName.SHA256).CreateSigningRequestPem();

    private static ECDsa Load(string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new FederatedException(ErrorCodes.StorageCorrupt, $"{path} holds no private key in PEM. Restore it from a backup, or remove it and ask the coordinator for a new token.", inner: e);
        }
    }
}
