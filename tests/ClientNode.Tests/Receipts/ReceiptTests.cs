using System.Security.Cryptography;
using Federated.ClientNode.Receipts;
using Federated.ClientNode.Tests.Support;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Tests.Receipts;

public sealed class ReceiptTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Store_TheSameReceiptAgain_ChangesNothing()
    {
        var store = new ReceiptStore(_folder.Path);
        var update = Samples.Hash("u");
        store.Add(new(Samples.Receipt(update), update));
        store.Add(new(Samples.Receipt(update), update));
        Assert.Equal(1, store.Count);
        Assert.Equal(update, new ReceiptStore(_folder.Path).Find(new(Samples.Run, 1))!.Receipt.Receipt.UpdateHash);
    }

    [Fact]
    public void Store_AnotherPromiseForTheRound_IsKeptBesideTheFirst()
    {
        var store = new ReceiptStore(_folder.Path);
        var update = Samples.Hash("u");
        for (byte salt = 0; salt < 3; salt++)
            store.Add(new(Samples.Receipt(update, salt: salt), update));
        Assert.Equal(3, store.All().Count);
    }

    [Fact]
    public void Store_LineThatACrashTore_IsCutOffBeforeTheNext()
    {
        var update = Samples.Hash("u");
        var store = new ReceiptStore(_folder.Path);
        store.Add(new(Samples.Receipt(update), update));
        store.Add(new(Samples.Receipt(update, round: 2), update));
        var file = Directory.GetFiles(_folder.Path).Single();
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^7]);

        var reopened = new ReceiptStore(_folder.Path);
        Assert.False(reopened.Contains(new(Samples.Run, 2)));
        reopened.Add(new(Samples.Receipt(update, round: 3), update));
        reopened.Flush();
        Assert.Equal([1, 3], new ReceiptStore(_folder.Path).All().Select(r => r.Id.Number));
    }

    [Fact]
    public void Store_LineThatIsNoReceipt_SaysWhichOne()
    {
        File.WriteAllText(_folder["run-a.jsonl"], "{}\n");
        var refused = Assert.Throws<FederatedException>(() => new ReceiptStore(_folder.Path).All());
        Assert.Equal(ErrorCodes.StorageCorrupt, refused.Code);
        Assert.Contains("line 1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_GoodReceipt_HasNoProblem() => Assert.Null(Problem(Samples.Receipt(Samples.Hash("u"))));

    [Fact]
    public void Check_ReceiptOfAnotherKeyUpdateRoundOrPartner_NamesIt()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Contains("not signed by", Problem(Samples.Receipt(Samples.Hash("u"), signer: new("north-sea/receipt", key))), StringComparison.Ordinal);
        Assert.Contains("names update", Problem(Samples.Receipt(Samples.Hash("v"))), StringComparison.Ordinal);
        Assert.Contains("for round", Problem(Samples.Receipt(Samples.Hash("u"), round: 2)), StringComparison.Ordinal);
        Assert.Contains("for partner", Problem(Samples.Receipt(Samples.Hash("u"), partner: PartnerName.Parse("south"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SignedTextOfAnotherReceipt_IsRefused()
    {
        var forged = new SignedReceipt(Samples.Receipt(Samples.Hash("u")).Receipt, Samples.Receipt(Samples.Hash("v")).Note);
        Assert.Contains("another receipt", Problem(forged), StringComparison.Ordinal);
    }

    private static string? Problem(SignedReceipt receipt) =>
        ReceiptCheck.Problem(receipt, Samples.Keys, Samples.Partner, new RoundId(Samples.Run, 1), Samples.Hash("u"));
}
