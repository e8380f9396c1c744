using System.Text;
using System.Text.Json.Nodes;
using Federated.Domain.Ledger;
using Federated.Domain.Models;

namespace Federated.Domain.Tests.Ledger;

/// <summary>The probes of transparency-dev/merkle: proofs that hold and hostile variations that must not.</summary>
public sealed class MerkleVerifierTests
{
    [Fact]
    public void VerifyInclusion_ProbesOfTransparencyDev_AgreesWithAll()
    {
        var probes = Cases.Read("merkle_probes_inclusion");
        Assert.Equal(49, probes.Count);
        Assert.Contains(probes, p => !(bool)p["wantErr"]!);
        Assert.All(probes, p =>
        {
            // 2^64 - 1 arrives as -1 where an index is signed.
            var ok = MerkleVerifier.VerifyInclusion(Hash(p["leafHash"]), unchecked((long)(ulong)p["leafIdx"]!), (long)p["treeSize"]!,
                [.. p["proof"]!.AsArray().Select(Hash)], Hash(p["root"]), out var reason);
            Assert.True(ok != (bool)p["wantErr"]!, $"{p["file"]}: {p["desc"]}: {reason}");
            Assert.Equal(ok, reason.Length == 0);
        });
    }

    [Fact]
    public void VerifyConsistency_ProbesOfTransparencyDev_AgreesWithAll()
    {
        var probes = Cases.Read("merkle_probes_consistency");
        Assert.Equal(49, probes.Count);
        Assert.Contains(probes, p => !(bool)p["wantErr"]!);
        Assert.All(probes, p =>
        {
            var ok = MerkleVerifier.VerifyConsistency((long)p["size1"]!, (long)p["size2"]!,
                [.. p["proof"]!.AsArray().Select(Hash)], Hash(p["root1"]), Hash(p["root2"]), out var reason);
            Assert.True(ok != (bool)p["wantErr"]!, $"{p["file"]}: {p["desc"]}: {reason}");
            Assert.Equal(ok, reason.Length == 0);
        });
    }

    // Some probes hold hashes of another length, which ContentHash cannot even represent. A hash of where they stand and
    // of their bytes takes their place: no two are equal, so nothing fits by accident of the substitution.
    private static ContentHash Hash(JsonNode? node)
    {
        var text = (string?)node ?? string.Empty;
        return ContentHash.TryParse(text, out var hash) ? hash : ContentHash.Of(Encoding.UTF8.GetBytes($"{node!.GetPath()} {text}"));
    }
}
