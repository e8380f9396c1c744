using System.Security.Cryptography;
using System.Text;
using Federated.ClientNode.Node;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Plans.Kinds;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Tests.Support;

public static class Samples
{
    public const string Federation = "north-sea";

    public static readonly PartnerName Partner = PartnerName.Parse("north");
    public static readonly RunId Run = RunId.Parse("run-a");
    public static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static EcdsaNoteSigner CheckpointSigner { get; } = Signer("north-sea/checkpoint");

    public static EcdsaNoteSigner ReceiptSigner { get; } = Signer("north-sea/receipt");

    public static FederationKeys Keys { get; } = new(Federation, Verifier(CheckpointSigner), Verifier(ReceiptSigner));

    public static NodeConfiguration Node { get; } = new()
    {
        Federation = Federation, Partner = Partner, NodeUrl = "https://localhost:1", AuthorityPem = "none", Keys = Keys,
    };

    public static RunPlan Plan { get; } = new()
    {
        Name = "sample",
        Model = new() { Kind = ModelKinds.Logistic, Inputs = 2, Outputs = 2 },
        Privacy = new() { Mode = PrivacyPlan.None },
        Cohort = new() { Size = 2, Quorum = 1 },
        Rounds = 50,
        MaxExamples = 100,
    };

    public static EcdsaNoteSigner Signer(string name) => new(name, ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public static ContentHash Hash(string text) => ContentHash.Of(Encoding.UTF8.GetBytes(text));

    public static byte[] Model(ulong seed = 1)
    {
        var specification = Plan.Model.ToSpecification();
        return ModelFile.Write(specification.Layout, specification.InitialParameters(seed));
    }

    public static Assignment Assignment(int round = 1, bool resend = false, ulong modelSeed = 1, RunPlan? plan = null)
    {
        var model = Model(modelSeed);
        plan ??= Plan;
        return new(Run, round, plan, RunPlanFile.Hash(plan), ContentHash.Of(model), plan.Model.ToSpecification().Layout.Hash, 60, resend, RoundTerms.Of(plan), model);
    }

    public static SignedReceipt Receipt(ContentHash update, int round = 1, PartnerName? partner = null, EcdsaNoteSigner? signer = null, byte salt = 0)
    {
        var bytes = new byte[UpdateReceipt.SaltSize];
        bytes[0] = salt;
        var id = new RoundId(Run, round);
        var who = partner ?? Partner;
        var receipt = new UpdateReceipt(Federation, Run, round, who, update, Convert.ToHexStringLower(bytes), UpdateReceipt.Commit(update, bytes, id, who), At);
        return SignedReceipt.Sign(receipt, signer ?? ReceiptSigner);
    }

    private static NoteVerifierKey Verifier(INoteSigner signer) => new(signer.KeyName, signer.SubjectPublicKeyInfo);
}
