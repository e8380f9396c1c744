using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Grains.Ports;
using Federated.Silo.Storage;

namespace Federated.Silo.Security;

/// <summary>
/// The federation's identity and private keys, made once and kept as files of mode 0600:
/// <code>
/// federation.id         the federation's id: "fed-" and 10 base32 characters
/// checkpoint.key.pem    ECDSA P-256, PKCS#8: signs checkpoints as "{federation}/checkpoint"
/// receipt.key.pem       ECDSA P-256, PKCS#8: signs receipts as "{federation}/receipt"
/// wrapping.key          32 bytes: wraps round secrets
/// authority.key.pem     ECDSA P-256, PKCS#8: signs certificates
/// authority.pem         the authority's certificate
/// </code>
/// A set with a file missing, or none beside a database that has one's entries, is refused: new keys would make every
/// receipt, checkpoint and certificate that partners hold worthless, so only a person decides that.
/// </summary>
public sealed partial class KeyStore : IFederationKeys, IDisposable
{
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly ECDsa _checkpoint;
    private readonly ECDsa _receipt;

    private KeyStore(string federation, ECDsa checkpoint, ECDsa receipt, ECDsa authority, X509Certificate2 certificate, RoundSecretWrapper roundSecrets)
    {
        Federation = federation;
        _checkpoint = checkpoint;
        _receipt = receipt;
        AuthorityKey = authority;
        AuthorityCertificate = certificate;
        RoundSecrets = roundSecrets;
        CheckpointSigner = new EcdsaNoteSigner($"{federation}/checkpoint", checkpoint);
        ReceiptSigner = new EcdsaNoteSigner($"{federation}/receipt", receipt);
        PublicKeys = new FederationKeys(federation,
            new NoteVerifierKey(CheckpointSigner.KeyName, CheckpointSigner.SubjectPublicKeyInfo),
            new NoteVerifierKey(ReceiptSigner.KeyName, ReceiptSigner.SubjectPublicKeyInfo));
    }

    /// <inheritdoc/>
    public string Federation { get; }

    /// <inheritdoc/>
    public INoteSigner CheckpointSigner { get; }

    /// <inheritdoc/>
    public INoteSigner ReceiptSigner { get; }

    /// <inheritdoc/>
    public FederationKeys PublicKeys { get; }

    /// <summary>Wraps round secrets under the wrapping key.</summary>
    public RoundSecretWrapper RoundSecrets { get; }

    internal ECDsa AuthorityKey { get; }

    internal X509Certificate2 AuthorityCertificate { get; }

    /// <summary>Opens the keys, or makes them in a data directory that has neither keys nor a database.</summary>
    /// <param name="paths">The data directory.</param>
    /// <param name="time">Dates a new authority; the system's clock when null.</param>
    /// <exception cref="FederatedException">FED-1601 when the set is incomplete, unreadable or does not belong together.</exception>
    public static KeyStore LoadOrCreate(SiloPaths paths, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        paths.CreateDirectories();
        if (KeyFiles.Missing(paths.Keys).Count == KeyFiles.All.Count && !Directory.EnumerateFileSystemEntries(paths.Keys).Any())
            Create(paths, time ?? TimeProvider.System);

        var missing = KeyFiles.Missing(paths.Keys);
        if (missing.Count > 0)
            throw Refused(paths, $"without {string.Join(", ", missing)}");
        KeyFiles.Sweep(paths.Keys);
        return Load(paths);
    }

    /// <summary>Forgets the keys.</summary>
    public void Dispose()
    {
        _checkpoint.Dispose();
        _receipt.Dispose();
        AuthorityKey.Dispose();
        AuthorityCertificate.Dispose();
    }

    private static void Create(SiloPaths paths, TimeProvider time)
    {
        if (new FileInfo(paths.DatabaseFile) is { Exists: true, Length: > 0 })
            throw Refused(paths, $"that is empty beside the database '{paths.DatabaseFile}'");
        try
        {
            KeyFiles.Create(paths.Keys, time);
        }
        catch (IOException) when (KeyFiles.Missing(paths.Keys).Count == 0)
        {
            // Another process made a whole set first; that one is used.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FederatedException(ErrorCodes.ConfigurationInvalid,
                $"Got data directory '{paths.DataDirectory}', in which keys cannot be written ({e.Message}); wanted one that this user may write. Mend its permissions or free some space.", inner: e);
        }
    }

    private static KeyStore Load(SiloPaths paths)
    {
        var federation = Text(paths, KeyFiles.Federation).Trim();
        if (!FederationId().IsMatch(federation))
            throw Refused(paths, $"whose {KeyFiles.Federation} is not 'fed-' and 10 base32 characters");
        var wrapping = Read(paths, KeyFiles.Wrapping, File.ReadAllBytes);
        if (wrapping.Length != RoundSecretWrapper.Size)
            throw Refused(paths, $"whose {KeyFiles.Wrapping} has {wrapping.Length} bytes instead of {RoundSecretWrapper.Size}");

        var authority = Key(paths, KeyFiles.AuthorityKey);
        var certificate = Certificate(paths);
        if (!certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(authority.ExportSubjectPublicKeyInfo())
            || !certificate.Subject.Contains($"O={federation}", StringComparison.Ordinal))
            throw Refused(paths, $"whose {KeyFiles.AuthorityCertificate} belongs to another key or another federation");
        return new(federation, Key(paths, KeyFiles.Checkpoint), Key(paths, KeyFiles.Receipt), authority, certificate, new RoundSecretWrapper(wrapping));
    }

    private static ECDsa Key(SiloPaths paths, string name)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(Text(paths, name));
            var parameters = key.ExportParameters(includePrivateParameters: true);
            CryptographicOperations.ZeroMemory(parameters.D);
            if (string.Equals(parameters.Curve.Oid.Value, P256, StringComparison.Ordinal))
                return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw Refused(paths, $"whose {name} is not a private key in PEM", e);
        }

        throw Refused(paths, $"whose {name} is not an ECDSA P-256 key");
    }

    private static X509Certificate2 Certificate(SiloPaths paths)
    {
        try
        {
            return X509Certificate2.CreateFromPem(Text(paths, KeyFiles.AuthorityCertificate));
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw Refused(paths, $"whose {KeyFiles.AuthorityCertificate} is not a certificate in PEM", e);
        }
    }

    private static string Text(SiloPaths paths, string name) => Read(paths, name, File.ReadAllText);

    private static T Read<T>(SiloPaths paths, string name, Func<string, T> read)
    {
        try
        {
            return read(Path.Combine(paths.Keys, name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(paths, $"whose {name} cannot be read ({e.Message})", e);
        }
    }

    private static FederatedException Refused(SiloPaths paths, string got, Exception? inner = null) => new(ErrorCodes.ConfigurationInvalid,
        $"Got a keys folder '{paths.Keys}' {got}, wanted the whole set: {string.Join(", ", KeyFiles.All)}. "
        + "Restore the folder from its backup. None is made anew, because every receipt and certificate that partners hold would be worthless; "
        + "to found a new federation, use an empty data directory.",
        inner?.Message, inner);

    [GeneratedRegex("^fed-[a-z2-7]{10}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FederationId();
}
