using System.Security.Cryptography;

namespace Federated.Domain.Ledger;

/// <summary>Signs notes with an ECDSA P-256 key in this process. The key stays the caller's to dispose.</summary>
public sealed class EcdsaNoteSigner : INoteSigner
{
    private readonly ECDsa _key;
    private readonly byte[] _subjectPublicKeyInfo;

    /// <param name="keyName">The key's name on signature lines.</param>
    /// <param name="key">A P-256 key pair.</param>
    /// <exception cref="Errors.FederatedException">FED-1404 when the name is not a key name or the key is not P-256.</exception>
    public EcdsaNoteSigner(string keyName, ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
        _subjectPublicKeyInfo = key.ExportSubjectPublicKeyInfo();
        KeyName = new NoteVerifierKey(keyName, _subjectPublicKeyInfo).Checked().KeyName;
    }

    /// <inheritdoc/>
    public string KeyName { get; }

    /// <inheritdoc/>
    public byte[] SubjectPublicKeyInfo => [.. _subjectPublicKeyInfo];

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> message) =>
        _key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
}
