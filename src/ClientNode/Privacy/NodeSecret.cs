using System.Security.Cryptography;
using Federated.ClientNode.Storage;
using Federated.Domain.Errors;

namespace Federated.ClientNode.Privacy;

/// <summary>
/// 32 random bytes that never leave the node. The secret samples follow from them: whoever knows them knows which records
/// were used when, and the amplification that the guarantee counts on is gone.
/// </summary>
public sealed class NodeSecret
{
    private const int Size = 32;

    private NodeSecret(byte[] bytes) => Bytes = bytes;

    /// <summary>The bytes.</summary>
    public byte[] Bytes { get; }

    /// <summary>A new secret that no file holds: for a node that ends with its process.</summary>
    public static NodeSecret Create() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>Reads the secret, or makes one at the first use (0600).</summary>
    /// <exception cref="FederatedException">FED-1603 when the file is not a secret.</exception>
    public static NodeSecret LoadOrCreate(string path)
    {
        if (!File.Exists(path))
            AtomicFile.Write(path, RandomNumberGenerator.GetBytes(Size), secret: true);
        var bytes = File.ReadAllBytes(path);
        return bytes.Length == Size ? new(bytes) : throw new FederatedException(ErrorCodes.StorageCorrupt,
            $"{path} holds {bytes.Length} bytes, wanted the node's secret of {Size}. Restore it from a backup: a round that is trained again needs the same one.");
    }
}
