using System.Security.Cryptography;
using System.Text;
using Federated.Domain.Ledger;
using Federated.Domain.Models;

namespace Federated.Domain.Tests.Ledger;

public sealed class MerkleHashTests
{
    [Fact]
    public void Hashes_OfTransparencyDev_Agree()
    {
        var expected = Cases.Read("merkle").Single()["expected"]!;
        Assert.Equal((string?)expected["empty_root"], MerkleHash.EmptyRoot.ToString());
        Assert.Equal((string?)expected["leaf_empty"], MerkleHash.Leaf([]).ToString());
        Assert.Equal((string?)expected["leaf_L123456"], MerkleHash.Leaf("L123456"u8).ToString());

        // The case's node is over raw 4-byte strings, which our 32-byte nodes cannot hold: it fixes the prefix byte alone.
        Assert.Equal((string?)expected["node_N123_N456"], Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes("\u0001N123N456"))));
        var (left, right) = (ContentHash.Of("l"u8), ContentHash.Of("r"u8));
        Assert.Equal(ContentHash.Of([1, .. left.ToBytes(), .. right.ToBytes()]), MerkleHash.Node(left, right));
    }
}
