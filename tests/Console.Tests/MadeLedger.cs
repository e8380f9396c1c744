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

    public static async Task<string> Export()
    {
        LedgerEntry[] entries =
        [
            new FederationCreated(DateTimeOffset.UnixEpoch, "north-sea", ContentHash.Of("ca"u8)),
            new PartnerEnrolled(DateTimeOffset.UnixEpoch, PartnerName.Parse("hospital-1"), ContentHash.Of("hospital-1"u8)),
        ];
        var text = new StringWriter();
        var writer = new LedgerExportWriter(text);
        await writer.BeginAsync(Keys);
        foreach (var entry in entries)
            await writer.WriteAsync(entry);
        var root = MerkleHash.Node(LedgerCodec.LeafHash(entries[0]), LedgerCodec.LeafHash(entries[1]));
        await writer.CompleteAsync(new Checkpoint("north-sea", entries.Length, root).Sign(Checkpoint));
        return text.ToString();
    }

    private static EcdsaNoteSigner Signer(string name) => new(name, ECDsa.Create(ECCurve.NamedCurves.nistP256));
}
