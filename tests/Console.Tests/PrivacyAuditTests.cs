using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Budgets;

namespace Federated.ConsoleApp.Tests;

public sealed class PrivacyAuditTests
{
    private const string Agrees = "The ledger agrees with the recomputation.";

    [Fact]
    public async Task Audit_HonestRun_AgreesAndPrintsBothAccountants()
    {
        using var fed = new Fed();
        Assert.Equal(0, await Audit(fed, new()));
        var whole = PrivacySchedule.Report(MadeRun.Plan, 3)!;
        Assert.Contains(Agrees, fed.Out, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"{Math.Ceiling(whole.RdpEpsilon * 1e4) / 1e4:0.0000}"), fed.Out, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"{Math.Ceiling(whole.PldEpsilon!.Value * 1e4) / 1e4:0.0000}"), fed.Out, StringComparison.Ordinal);
        Assert.Contains("3 declared, 3 opened, 3 sealed; completed", fed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("only the RDP figure is a guarantee", fed.Out, StringComparison.Ordinal);
        Assert.Empty(fed.Requests);
    }

    [Fact]
    public async Task Audit_StoppedRun_CountsTheRoundThatMayHaveBeenAssigned()
    {
        using var fed = new Fed();
        Assert.Equal(0, await Audit(fed, new() { Closed = 1, Outcome = RunFinished.Stopped }));
        Assert.Contains("3 declared, 2 opened, 1 sealed; stopped", fed.Out, StringComparison.Ordinal);
        Assert.Contains("only the RDP figure is a guarantee", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_RunWithoutPrivacy_SaysSoAndAgrees()
    {
        var plan = MadeRun.Plan with { Privacy = new() { Mode = PrivacyPlan.None } };
        using var fed = new Fed();
        Assert.Equal(0, await Audit(fed, new() { Of = plan }));
        Assert.Contains("none: no differential privacy", fed.Out, StringComparison.Ordinal);
        Assert.Contains(Agrees, fed.Out, StringComparison.Ordinal);
    }

    private static RunPlan Adaptive => MadeRun.Plan with { Rounds = 50, Privacy = MadeRun.Plan.Privacy with { Filter = new() { Epsilon = 2 } } };

    public static TheoryData<string, string> Tamperings => new()
    {
        { "reservation", "The launch reserved" },
        { "share", "Round 2 was charged" },
        { "mechanism", "Round 2 was sealed with 'record-central: less noise'" },
        { "mode", "The launch says mode 'record-local'" },
        { "rounds", "The launch says 4 rounds" },
        { "more than reserved", "The ledger does not verify" },
    };

    [Theory]
    [MemberData(nameof(Tamperings))]
    public async Task Audit_LedgerThatSaysOtherwise_DisagreesAndExitsWith1(string tampering, string expected)
    {
        using var fed = new Fed();
        Assert.Equal(FedApplication.Failure, await Audit(fed, Tampered(tampering)));
        Assert.Contains("The ledger does not agree with the recomputation:", fed.Out, StringComparison.Ordinal);
        Assert.Contains(expected, fed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(Agrees, fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_AdaptiveRun_NamesTheFiltersOrdersAndLabelsTheOdometer()
    {
        using var fed = new Fed();
        Assert.Equal(0, await Audit(fed, new() { Of = Adaptive, Noise = round => round == 3 ? 4 : 2 }));
        var filter = RunFilter.After(Adaptive, [2_000_000, 2_000_000, 4_000_000]);
        Assert.Contains(FormattableString.Invariant($"epsilon 2 (delta 1e-05, per record), add or remove one record, by a Renyi filter at order {filter.Orders[0]}"), fed.Out, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"reading {Math.Ceiling(filter.Reading * 1e4) / 1e4:0.0000} after 3 reserved rounds; a reading, not the guarantee"), fed.Out, StringComparison.Ordinal);
        Assert.Contains("2.000000 in the ledger, 2.000000 computed again", fed.Out, StringComparison.Ordinal);
        Assert.Matches(@"1 +2 +2 +record-central: discrete gaussian, sigma", fed.Out);
        Assert.Matches(@"3 +1 +4 +record-central: discrete gaussian, sigma", fed.Out);
        Assert.DoesNotContain("PLD", fed.Out, StringComparison.Ordinal);
        Assert.Contains(Agrees, fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_AdaptiveRoundSealedWithLessNoiseThanReserved_Disagrees()
    {
        var less = AggregationPlan.Of(Adaptive, new(1, 1)).Mechanism;
        using var fed = new Fed();
        Assert.Equal(FedApplication.Failure, await Audit(fed, new() { Of = Adaptive, Seal = seal => seal.Round == 2 ? seal with { Mechanism = less } : seal }));
        Assert.Contains($"Round 2 was sealed with '{less}', the reservation means", fed.Out, StringComparison.Ordinal);
    }

    private static RunPlan Quantile => MadeRun.Plan with
    {
        Strategy = new(),
        Privacy = new()
        {
            Mode = PrivacyPlan.PartnerCentral, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 2, AcceptUseless = true,
            Filter = new() { Epsilon = 20 }, AdaptiveClip = new() { CountDeviation = 8 },
        },
    };

    [Fact]
    public async Task Audit_AdaptiveRunWhoseClipNormAdapts_AgreesAndNotWithLessNoiseThanReserved()
    {
        var made = new MadeRun { Of = Quantile, Noise = round => round == 3 ? 4 : 2, Clip = round => 1 + (round / 10.0) };
        using (var fed = new Fed())
        {
            Assert.Equal(0, await Audit(fed, made));
            Assert.Contains(Agrees, fed.Out, StringComparison.Ordinal);
        }

        var less = AggregationPlan.Of(Quantile, new(1.3, 2)).Mechanism;
        using var tampered = new Fed();
        Assert.Equal(FedApplication.Failure, await Audit(tampered, made with { Seal = seal => seal.Round == 3 ? seal with { Mechanism = less } : seal }));
        Assert.Contains($"Round 3 was sealed with '{less}', the reservation means", tampered.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_EntryChangedAfterSigning_Disagrees()
    {
        var noise = "\\\"noiseMultiplier\\\":2,";
        var text = await MadeLedger.Export(new MadeRun().Entries());
        Assert.Contains(noise, text, StringComparison.Ordinal);
        using var fed = new Fed();
        fed.Write("export.txt", text.Replace(noise, "\\\"noiseMultiplier\\\":9,", StringComparison.Ordinal));
        Assert.Equal(FedApplication.Failure, await fed.Run("privacy", "audit", "run-1", "--ledger", "export.txt"));
        Assert.Contains("The ledger does not verify", fed.Out, StringComparison.Ordinal);
        Assert.Contains("The launch reserved", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_OfTheSilo_TakesTheExportAndThePinnedKeys()
    {
        var text = await MadeLedger.Export(new MadeRun().Entries());
        using var fed = new Fed { Silo = _ => new HttpResponseMessage { Content = new StringContent(text) } };
        fed.Enrol();
        Assert.Equal(0, await fed.Run("privacy", "audit", "run-1"));
        Assert.Contains("with the keys you gave", fed.Out, StringComparison.Ordinal);
        Assert.Single(fed.Requests);
    }

    [Fact]
    public async Task Audit_UnknownRun_FailsWithItsCode()
    {
        using var fed = new Fed();
        fed.Write("export.txt", await MadeLedger.Export());
        Assert.Equal(FedApplication.Failure, await fed.Run("privacy", "audit", "run-1", "--ledger", "export.txt"));
        Assert.StartsWith("FED-1301: ", fed.Error, StringComparison.Ordinal);
    }

    private static MadeRun Tampered(string how) => how switch
    {
        "reservation" => new() { Launch = launched => launched with { ReservedMicroEpsilon = launched.ReservedMicroEpsilon + 2_000 } },
        "share" => new() { Seal = seal => seal.Round == 2 ? seal with { SpendMicroEpsilon = seal.SpendMicroEpsilon - 1 } : seal },
        "mechanism" => new() { Seal = seal => seal.Round == 2 ? seal with { Mechanism = "record-central: less noise" } : seal },
        "mode" => new() { Launch = launched => launched with { Mode = PrivacyPlan.RecordLocal } },
        "rounds" => new() { Launch = launched => launched with { Rounds = 4 } },
        _ => new() { Seal = seal => seal.Round == 3 ? seal with { SpendMicroEpsilon = seal.SpendMicroEpsilon + 1 } : seal },
    };

    private static async Task<int> Audit(Fed fed, MadeRun run)
    {
        fed.Write("export.txt", await MadeLedger.Export(run.Entries()));
        return await fed.Run("privacy", "audit", "run-1", "--ledger", "export.txt");
    }
}
