using System.Security.Cryptography;
using Federated.Domain.Ledger;

namespace Federated.Domain.Tests.Ledger;

/// <summary>Two federations' keys, made once per test run.</summary>
internal static class TestKeys
{
    public const string Federation = "north-sea";

    public static EcdsaNoteSigner Checkpoint { get; } = Signer("north-sea/checkpoint");

    public static EcdsaNoteSigner Receipt { get; } = Signer("north-sea/receipt");

    public static EcdsaNoteSigner Stranger { get; } = Signer("north-sea/checkpoint");

    public static FederationKeys Keys { get; } = new(Federation, Verifier(Checkpoint), Verifier(Receipt));

    public static NoteVerifierKey Verifier(INoteSigner signer) => new(signer.KeyName, signer.SubjectPublicKeyInfo);

    public static EcdsaNoteSigner Signer(string name) => new(name, ECDsa.Create(ECCurve.NamedCurves.nistP256));
}
