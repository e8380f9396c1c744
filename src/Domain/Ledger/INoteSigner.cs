namespace Federated.Domain.Ledger;

/// <summary>A key that signs notes. The key may live elsewhere; only its signatures come out.</summary>
public interface INoteSigner
{
    /// <summary>The key's name on signature lines: not empty, no spaces, no '+'.</summary>
    string KeyName { get; }

    /// <summary>The ECDSA P-256 public key, as DER SubjectPublicKeyInfo.</summary>
    byte[] SubjectPublicKeyInfo { get; }

    /// <summary>Signs with ECDSA over SHA-256; 64 bytes, r || s (IEEE P1363).</summary>
    byte[] Sign(ReadOnlySpan<byte> message);
}
