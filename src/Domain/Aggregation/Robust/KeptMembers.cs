using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Federated.Domain.Models;

namespace Federated.Domain.Aggregation.Robust;

/// <summary>
/// The members of a round under a robust rule with the hashes of their updates, in the ordinal order of names: what a
/// <see cref="PartialSum"/> is to the mean.
/// </summary>
public sealed class KeptMembers
{
    private const int MinKeyLength = 16;

    /// <param name="members">The members in any order, each once.</param>
    /// <exception cref="ArgumentException">No member, or one twice.</exception>
    public KeptMembers(IEnumerable<KeptMember> members)
    {
        Members = [.. members.OrderBy(member => member.Partner.ToString(), StringComparer.Ordinal)];
        if (Members.IsEmpty || Members.Select(member => member.Partner).Distinct().Count() < Members.Length)
            throw new ArgumentException("Got no members, or one of them twice, wanted each once.", nameof(members));
    }

    /// <summary>The members in the order of names.</summary>
    public ImmutableArray<KeptMember> Members { get; }

    /// <summary>
    /// HMAC-SHA256 over <c>FEDMBR01</c> and, for each member in order, the length of its name in UTF-8 (int32, little-endian), the name
    /// and the hash's 32 bytes: binds to every update without revealing one to who lacks the key.
    /// </summary>
    /// <param name="key">A secret of at least 16 random bytes.</param>
    /// <exception cref="ArgumentException">A shorter key.</exception>
    public ContentHash Commitment(ReadOnlySpan<byte> key)
    {
        if (key.Length < MinKeyLength)
            throw new ArgumentException($"Got a key of {key.Length} bytes, wanted {MinKeyLength} or more.", nameof(key));
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData("FEDMBR01"u8);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var (partner, blob) in Members)
        {
            var name = Encoding.UTF8.GetBytes(partner.ToString());
            BinaryPrimitives.WriteInt32LittleEndian(length, name.Length);
            hmac.AppendData(length);
            hmac.AppendData(name);
            hmac.AppendData(blob.ToBytes());
        }

        return ContentHash.FromBytes(hmac.GetHashAndReset());
    }
}
