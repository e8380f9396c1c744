using Federated.ClientNode.Charges;
using Federated.ClientNode.Outbox;
using Federated.ClientNode.Tests.Support;
using Federated.Domain.Errors;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Tests.Charges;

public sealed class ChargeLogTests : IDisposable
{
    private static readonly RoundId Round = new(Samples.Run, 1);
    private readonly TestFolder _folder = new();

    private string File => _folder["charges.jsonl"];

    public void Dispose() => _folder.Dispose();

    private ChargeLog Open() => new(File, new InstantTime());

    [Fact]
    public void Charge_TheSameModelAgain_IsNoSecondCharge()
    {
        Open().Charge(Round, Samples.Hash("m"));
        var reopened = Open();
        reopened.Charge(Round, Samples.Hash("m"));
        Assert.Equal(1, reopened.Count);
        Assert.Single(System.IO.File.ReadAllLines(File));
    }

    [Fact]
    public void Charge_AnotherModel_IsRefusedAlsoAfterARestart()
    {
        Open().Charge(Round, Samples.Hash("m"));
        var refused = Assert.Throws<FederatedException>(() => Open().Charge(Round, Samples.Hash("n")));
        Assert.Equal(ErrorCodes.CeilingExceeded, refused.Code);
        Assert.Contains(Samples.Hash("m").ToString(), refused.Message, StringComparison.Ordinal);
        Assert.Single(System.IO.File.ReadAllLines(File));
    }

    [Fact]
    public void Recover_HeldUpdateWhoseChargeAPowerCutTook_IsChargedAgain()
    {
        var held = new HeldFile(Samples.Run, 1, Samples.Hash("u"), 1, Samples.Hash("m"));
        var log = Open().Recover([held]);
        log.Flush();
        Assert.Throws<FederatedException>(() => Open().Recover([held]).Charge(Round, Samples.Hash("n")));
        Assert.Single(System.IO.File.ReadAllLines(File));
    }

    [Fact]
    public void Open_TornLastLine_IsCutAndTheNextChargeStandsAlone()
    {
        Open().Charge(Round, Samples.Hash("m"));
        System.IO.File.AppendAllText(File, "{\"run\":\"run-a\",\"rou");
        Open().Charge(new(Samples.Run, 2), Samples.Hash("n"));
        Assert.Equal(2, Open().Count);
        Assert.Throws<FederatedException>(() => Open().Charge(Round, Samples.Hash("n")));
    }

    [Fact]
    public void Open_BadLineInTheMiddle_IsRefused()
    {
        System.IO.File.WriteAllText(File, "nonsense\n");
        Assert.Equal(ErrorCodes.StorageCorrupt, Assert.Throws<FederatedException>(Open).Code);
    }
}
