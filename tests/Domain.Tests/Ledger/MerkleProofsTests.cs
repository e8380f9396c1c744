using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Ledger;
using Federated.Domain.Models;

namespace Federated.Domain.Tests.Ledger;

public sealed class MerkleProofsTests
{
    private const int Largest = 130;
    private static readonly NodeStore Store = NodeStore.OfSize(Largest);
    private static readonly ContentHash[] Roots = [.. Enumerable.Range(0, Largest + 1).Select(n => MerkleProofs.Root(n, Store))];

    // The leaves that the reference cases of RFC 6962 and transparency-dev share.
    private static readonly string[] EightLeaves =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    [Fact]
    public void Inclusion_EveryLeafOfEverySize_Verifies()
    {
        for (var size = 1; size <= Largest; size++)
        {
            for (var index = 0; index < size; index++)
            {
                var proof = MerkleProofs.Inclusion(index, size, Store);
                Assert.True(MerkleVerifier.VerifyInclusion(NodeStore.Leaf(index), index, size, proof, Roots[size], out var reason), reason);
            }
        }
    }

    [Fact]
    public void Consistency_EveryPairOfSizes_Verifies()
    {
        for (var to = 1; to <= Largest; to++)
        {
            for (var from = 1; from <= to; from++)
            {
                var proof = MerkleProofs.Consistency(from, to, Store);
                Assert.True(MerkleVerifier.VerifyConsistency(from, to, proof, Roots[from], Roots[to], out var reason), $"{from} to {to}: {reason}");
            }
        }
    }

    [Fact]
    public void Inclusion_ReferenceCases_GiveTheirPaths()
    {
        var store = EightLeafStore();
        var cases = Cases.Read("merkle_inclusion");
        Assert.Equal(18, cases.Count);
        Assert.All(cases, c =>
        {
            var (index, size) = ((int)c["params"]!["leaf_index"]!, (int)c["params"]!["tree_size"]!);
            var proof = c["expected"]!["proof"]!.AsArray().Select(h => ContentHash.Parse((string)h!));
            Assert.Equal(proof, MerkleProofs.Inclusion(index, size, store));
            Assert.Equal((string?)c["expected"]!["root"], MerkleProofs.Root(size, store).ToString());
            Assert.Equal((string?)c["expected"]!["leaf_hash"], store.Read(0, index).ToString());
        });
    }

    [Fact]
    public void Consistency_ReferenceCases_GiveTheirProofs()
    {
        var store = EightLeafStore();
        var cases = Cases.Read("merkle_consistency");
        Assert.Equal(18, cases.Count);
        Assert.All(cases, c =>
        {
            var (from, to) = ((int)c["params"]!["size1"]!, (int)c["params"]!["size2"]!);
            var proof = c["expected"]!["proof"]!.AsArray().Select(h => ContentHash.Parse((string)h!));
            Assert.Equal(proof, MerkleProofs.Consistency(from, to, store));
            Assert.Equal((string?)c["expected"]!["root1"], MerkleProofs.Root(from, store).ToString());
            Assert.Equal((string?)c["expected"]!["root2"], MerkleProofs.Root(to, store).ToString());
        });
    }

    [Fact]
    public void Inclusion_AnyChange_DoesNotVerify() =>
        Prop.ForAll(Gen.Choose(1, Largest).ToArbitrary(), Gen.Choose(0, Largest - 1).ToArbitrary(), Gen.Choose(0, 10_000).ToArbitrary(), (size, i, pick) =>
        {
            var index = i % size;
            var proof = MerkleProofs.Inclusion(index, size, Store);
            var leaf = NodeStore.Leaf(index);
            var other = ContentHash.Of(BitConverter.GetBytes(pick));
            return Refused(other, index, size, proof, Roots[size])
                && Refused(leaf, index, size, proof, other)
                && Refused(leaf, index, size, proof.Add(other), Roots[size])
                && Refused(leaf, index, size, proof.Add(Roots[size]), Roots[size])
                && Refused(leaf, index, size, proof.Insert(0, leaf), Roots[size])
                && (proof.IsEmpty || Refused(leaf, index, size, proof.RemoveAt(pick % proof.Length), Roots[size]))
                && (proof.IsEmpty || Refused(leaf, index, size, proof.SetItem(pick % proof.Length, other), Roots[size]))
                && Enumerable.Range(-2, size + 4).Where(wrong => wrong != index).All(wrong => Refused(leaf, wrong, size, proof, Roots[size]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Consistency_AnyChange_DoesNotVerify() =>
        Prop.ForAll(Gen.Choose(1, Largest).ToArbitrary(), Gen.Choose(0, Largest - 1).ToArbitrary(), Gen.Choose(0, 10_000).ToArbitrary(), (to, i, pick) =>
        {
            var from = (i % to) + 1;
            var proof = MerkleProofs.Consistency(from, to, Store);
            var other = ContentHash.Of(BitConverter.GetBytes(pick));
            return Inconsistent(from, to, proof, other, Roots[to])
                && Inconsistent(from, to, proof, Roots[from], other)
                && Inconsistent(from, to, proof.Add(other), Roots[from], Roots[to])
                && Inconsistent(from, to, proof.Insert(0, other), Roots[from], Roots[to])
                && (proof.IsEmpty || Inconsistent(from, to, proof.RemoveAt(pick % proof.Length), Roots[from], Roots[to]))
                && (proof.IsEmpty || Inconsistent(from, to, proof.SetItem(pick % proof.Length, other), Roots[from], Roots[to]))
                && Inconsistent(0, to, proof, Roots[0], Roots[to])
                && Inconsistent(-from, to, proof, Roots[from], Roots[to])
                && (from == to || Inconsistent(to, from, proof, Roots[to], Roots[from]));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(-1, 4)]
    [InlineData(4, 4)]
    [InlineData(0, 0)]
    public void Inclusion_IndexOutsideTheTree_Throws(long index, long size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleProofs.Inclusion(index, size, Store));

    [Theory]
    [InlineData(0, 4)]
    [InlineData(5, 4)]
    public void Consistency_SizesThatProveNothing_Throws(long from, long to) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleProofs.Consistency(from, to, Store));

    private static bool Refused(ContentHash leaf, long index, long size, ImmutableArray<ContentHash> proof, ContentHash root) =>
        !MerkleVerifier.VerifyInclusion(leaf, index, size, proof, root, out var reason) && reason.Length > 0;

    private static bool Inconsistent(long from, long to, ImmutableArray<ContentHash> proof, ContentHash oldRoot, ContentHash newRoot) =>
        !MerkleVerifier.VerifyConsistency(from, to, proof, oldRoot, newRoot, out var reason) && reason.Length > 0;

    private static NodeStore EightLeafStore()
    {
        var store = new NodeStore();
        var appender = new MerkleAppender(0, store);
        foreach (var leaf in EightLeaves)
            store.Append(appender, MerkleHash.Leaf(Convert.FromHexString(leaf)));
        return store;
    }
}
