using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Federated.Silo.Storage;

namespace Federated.Silo.Security;

/// <summary>
/// The files of the keys folder, and how a new set is made: in a folder beside it, synced, then renamed in one step. So
/// there is a whole set or none.
/// </summary>
internal static class KeyFiles
{
    public const string Federation = "federation.id";
    public const string Checkpoint = "checkpoint.key.pem";
    public const string Receipt = "receipt.key.pem";
    public const string Wrapping = "wrapping.key";
    public const string AuthorityKey = "authority.key.pem";
    public const string AuthorityCertificate = "authority.pem";

    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";
    private const string Unfinished = ".unfinished-";

    public static IReadOnlyList<string> All { get; } = [Federation, Checkpoint, Receipt, Wrapping, AuthorityKey, AuthorityCertificate];

    /// <summary>The files that are missing from a keys folder.</summary>
    public static IReadOnlyList<string> Missing(string folder) => [.. All.Where(name => !File.Exists(Path.Combine(folder, name)))];

    /// <summary>Makes a new set.</summary>
    /// <exception cref="IOException">The folder has been filled meanwhile, or the disk refuses.</exception>
    public static void Create(string folder, TimeProvider time)
    {
        var unfinished = folder + Unfinished + Path.GetRandomFileName();
        DurableFiles.CreatePrivateDirectory(unfinished);
        try
        {
            WriteAll(unfinished, time);
            DurableFiles.SyncDirectory(unfinished);

            // Both refuse a folder that another process has filled.
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            Directory.Move(unfinished, folder);
            DurableFiles.SyncDirectory(Path.GetDirectoryName(folder)!);
        }
        catch
        {
            Delete(unfinished);
            throw;
        }
    }

    /// <summary>Removes unfinished sets of starts that died: nothing was ever signed with them.</summary>
    public static void Sweep(string folder)
    {
        foreach (var unfinished in Directory.EnumerateDirectories(Path.GetDirectoryName(folder)!, Path.GetFileName(folder) + Unfinished + "*"))
            Delete(unfinished);
    }

    private static void WriteAll(string folder, TimeProvider time)
    {
        var federation = "fed-" + RandomNumberGenerator.GetString(Base32, 10);
        Write(Federation, Encoding.ASCII.GetBytes(federation + "\n"));
        Write(Wrapping, RandomNumberGenerator.GetBytes(RoundSecretWrapper.Size));
        foreach (var name in (ReadOnlySpan<string>)[Checkpoint, Receipt])
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Write(name, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
        }

        using var authority = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Write(AuthorityKey, Encoding.ASCII.GetBytes(authority.ExportPkcs8PrivateKeyPem() + "\n"));
        using var certificate = CreateAuthority(authority, federation, time);
        Write(AuthorityCertificate, Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n"));

        void Write(string name, byte[] content)
        {
            DurableFiles.WritePrivate(Path.Combine(folder, name), content);
            CryptographicOperations.ZeroMemory(content);
        }
    }

    // Ten years; it may sign end certificates only (path length 0).
    private static X509Certificate2 CreateAuthority(ECDsa key, string federation, TimeProvider time)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(federation + " authority");
        subject.AddOrganizationName(federation);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now.AddMinutes(-5), now.AddYears(10));
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Swept by another start.
        }
    }
}
