using System.Numerics.Tensors;
using System.Text;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Domain.Updates;

namespace Federated.Domain.Aggregation.Robust;

/// <summary>
/// The bytes as which one member's update is kept until its round is closed: <c>FEDMEM01</c> in ASCII; SHA-256 of
/// <c>run/round/partner</c>; the coordinates, float32, little-endian, in layout order.
/// </summary>
/// <remarks>
/// The second field makes the bytes of every member and round their own. Equal updates would share a blob otherwise, which the
/// round that is closed first would take away from the other; and no partner could craft an update that is a model's file.
/// </remarks>
public static class KeptUpdate
{
    private static ReadOnlySpan<byte> Magic => "FEDMEM01"u8;

    /// <summary>Bytes before the coordinates.</summary>
    public const int HeaderSize = 8 + ContentHash.Size;

    /// <summary>Bytes of the whole.</summary>
    /// <param name="dimension">Coordinates.</param>
    public static long Size(int dimension) => HeaderSize + (sizeof(float) * (long)dimension);

    /// <summary>What stands before the coordinates.</summary>
    public static byte[] Header(RoundId round, PartnerName partner) =>
        [.. Magic, .. Owner(round, partner).ToBytes()];

    /// <summary>Whose it is: SHA-256 of <c>run/round/partner</c>.</summary>
    public static ContentHash Owner(RoundId round, PartnerName partner) => ContentHash.Of(Encoding.UTF8.GetBytes($"{round}/{partner}"));

    /// <summary>The owner that bytes name, or null when they are no kept update.</summary>
    /// <param name="start">The first <see cref="HeaderSize"/> bytes.</param>
    public static ContentHash? OwnerOf(ReadOnlySpan<byte> start) => start.Length >= HeaderSize && start.StartsWith(Magic)
        ? ContentHash.FromBytes(start[Magic.Length..HeaderSize])
        : null;

    /// <summary>The bytes of a member's update.</summary>
    /// <exception cref="FederatedException">FED-1603 when its spool does not hold what was staged.</exception>
    public static byte[] Write(RoundId round, PartnerName partner, StagedUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)Size(update.Count)));
        Header(round, partner).CopyTo(bytes, 0);
        update.Read((first, values) =>
        {
            if (update.IsSpooled && !(MathF.Abs(TensorPrimitives.MaxMagnitude(values)) <= update.Largest))
                throw new FederatedException(ErrorCodes.StorageCorrupt,
                    "Got other numbers from the staging file than were staged, wanted the same. Check the disk; the update has to be sent again.");
            LittleEndian.Write(values, bytes.AsSpan(HeaderSize + (sizeof(float) * first), sizeof(float) * values.Length));
        });
        return bytes;
    }

    /// <summary>Coordinates from their bytes.</summary>
    /// <param name="source">Four bytes a coordinate.</param>
    /// <param name="values">Receives them.</param>
    public static void Read(ReadOnlySpan<byte> source, Span<float> values) => LittleEndian.Read(source, values);
}
