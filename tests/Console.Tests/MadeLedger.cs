using System.Security.Cryptography;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;

namespace Federated.ConsoleApp.Tests;

/// <summary>A small valid export, made with the product's own writer.</summary>
internal static class MadeLedger
{
    private static readonly EcdsaNoteSigner Checkpoint = Signer("north-sea/checkpoint");
    private static readonly EcdsaNoteSigner Receipt = Signer("north-sea/receipt");

    public static FederationKeys Keys { get; } = new(
        "north-sea",
        new NoteVerifierKey(Checkpoint.KeyName, Checkpoint.SubjectPublicKeyInfo),
        new NoteVerifierKey(Receipt.KeyName, Receipt.SubjectPublicKeyInfo));

    public static FederationKeys OtherKeys { get; } = Keys with { Checkpoint = new(Checkpoint.KeyName, Signer("north-sea/other").SubjectPublicKeyInfo) };

    public static Task<string> Export() => Export([]);

    /// <summary>An export of the federation's beginning and these entries, signed.</summary>
    public static async Task<string> Export(IReadOnlyCollection<LedgerEntry> more)
    {
        LedgerEntry[] entries =
        [
            new FederationCreated(DateTimeOffset.UnixEpoch, "north-sea", ContentHash.Of("ca"u8)),
            new PartnerEnrolled(DateTimeOffset.UnixEpoch, PartnerName.Parse("hospital-1"), ContentHash.Of("hospital-1"u8)),
            .. more,
        ];
        var text = new StringWriter();
        var writer = new LedgerExportWriter(text);
        await writer.BeginAsync(Keys);
        foreach (var entry in entries)
            await writer.WriteAsync(entry);
        await writer.CompleteAsync(new Checkpoint("north-sea", entries.Length, Root([.. entries.Select(LedgerCodec.LeafHash)])).Sign(Checkpoint));
        return text.ToString();
    }

    // RFC 6962: the left part is the largest power of two below the count.
    private static ContentHash Root(ReadOnlySpan<ContentHash> leaves)
    {
        if (leaves.Length == 1)
            return leaves[0];
        var left = 1;
        while (left * 2 < leaves.Length)
            left *= 2;
        return MerkleHash.Node(Root(leaves[..left]), Root(leaves[left..]));
    }

    private static EcdsaNoteSigner Signer(string name) => new(name, ECDsa.Create(ECCurve.NamedCurves.nistP256));
}
