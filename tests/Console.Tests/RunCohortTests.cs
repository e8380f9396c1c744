using System.Collections.Immutable;
using System.Text;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;

namespace Federated.ConsoleApp.Tests;

public sealed class RunCohortTests
{
    private const string Holds = "Every cohort is the draw that the plan prescribes.";
    private static readonly RunId Run = RunId.Parse("run-1");
    private static readonly ContentHash Model = ContentHash.Of("model"u8);
    private static readonly ImmutableArray<PartnerName> Partners = [.. Enumerable.Range(1, 6).Select(i => PartnerName.Parse($"hospital-{i}"))];

    [Theory]
    [InlineData(null)]
    [InlineData(CohortPlan.Fair)]
    public async Task Cohort_HonestRun_IsDrawnTheSameAndCountsWhoCame(string? rule)
    {
        using var fed = new Fed();
        Assert.Equal(0, await Audit(fed, Entries(rule)));
        Assert.Contains(Holds, fed.Out, StringComparison.Ordinal);
        Assert.Contains("the same", fed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("DIFFERS", fed.Out, StringComparison.Ordinal);
        Assert.Contains("abandoned", fed.Out, StringComparison.Ordinal);
        Assert.Empty(fed.Requests);
    }

    [Fact]
    public async Task Cohort_OneRound_NamesWhoWasAskedCameAndWasSpare()
    {
        using var fed = new Fed();
        var entries = Entries(null);
        var seal = entries.OfType<RoundSealed>().Single(e => e.Round == 3);
        Assert.Equal(0, await Audit(fed, entries, "--round", "3"));
        Assert.Contains($"asked:             3: {string.Join(", ", seal.Cohort)}", fed.Out, StringComparison.Ordinal);
        Assert.Contains($"accepted:          2: {string.Join(", ", seal.Members.Select(m => m.Partner))}", fed.Out, StringComparison.Ordinal);
        Assert.Contains($"spare:             1: {seal.Spare[0]}", fed.Out, StringComparison.Ordinal);
        Assert.Contains("missing:           0", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cohort_RoundThatTheLedgerDoesNotHave_FailsWithItsCode()
    {
        using var fed = new Fed();
        Assert.Equal(FedApplication.Failure, await Audit(fed, Entries(null), "--round", "9"));
        Assert.StartsWith("FED-1303: ", fed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(CohortPlan.Fair)]
    public async Task Cohort_PickedByHandInASignedLedger_IsNamedAndExitsWith1(string? rule)
    {
        // The coordinator signs what it likes: the ledger verifies, the draw does not.
        using var fed = new Fed();
        Assert.Equal(FedApplication.Failure, await Audit(fed, Entries(rule, picked: 2)));
        Assert.Contains("verifies", fed.Out, StringComparison.Ordinal);
        Assert.Contains("Round run-1/2 has the cohort", fed.Out, StringComparison.Ordinal);
        Assert.Contains("DIFFERS", fed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(Holds, fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cohort_AnotherSeedInTheExportsPlan_DoesNotVerify()
    {
        using var fed = new Fed();
        var text = await MadeLedger.Export(Entries(null));
        Assert.Contains("\\\"seed\\\":7", text, StringComparison.Ordinal);
        fed.Write("export.txt", text.Replace("\\\"seed\\\":7", "\\\"seed\\\":8", StringComparison.Ordinal));
        Assert.Equal(FedApplication.Failure, await fed.Run("run", "cohort", "run-1", "--ledger", "export.txt"));
        Assert.Contains("does not verify", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cohort_ResourcesRule_SaysWhatCannotBeComputedAgain()
    {
        using var fed = new Fed();
        Assert.Equal(0, await Audit(fed, Entries(CohortPlan.Resources)));
        Assert.Contains("number only", fed.Out, StringComparison.Ordinal);
        Assert.Contains("follows from what nodes declared", fed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(Holds, fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cohort_OfTheSilo_TakesTheExportAndThePinnedKeys()
    {
        var text = await MadeLedger.Export(Entries(null));
        using var fed = new Fed { Silo = _ => new HttpResponseMessage { Content = new StringContent(text) } };
        fed.Enrol();
        Assert.Equal(0, await fed.Run("run", "cohort", "run-1"));
        Assert.Contains("with the keys you gave", fed.Out, StringComparison.Ordinal);
        Assert.Single(fed.Requests);
    }

    private static async Task<int> Audit(Fed fed, IReadOnlyCollection<LedgerEntry> entries, params string[] more)
    {
        fed.Write("export.txt", await MadeLedger.Export(entries));
        return await fed.Run(["run", "cohort", "run-1", "--ledger", "export.txt", .. more]);
    }

    /// <summary>Four rounds that ask three of six partners for two updates; the last is abandoned, before the third one partner is suspended.</summary>
    private static List<LedgerEntry> Entries(string? rule, int? picked = null)
    {
        var plan = new RunPlan
        {
            Name = "tiny",
            Model = new() { Kind = "logistic", Inputs = 2, Outputs = 2 },
            Privacy = new() { Mode = PrivacyPlan.None },
            Cohort = new() { Size = 2, Quorum = 2, OverSelect = 0.5, Selection = rule, Seed = 7 },
            Rounds = 4,
        };
        List<LedgerEntry> entries =
        [
            .. Partners.Skip(1).Select(partner => new PartnerEnrolled(DateTimeOffset.UnixEpoch, partner, ContentHash.Of(Encoding.UTF8.GetBytes(partner.ToString())))),
            new RunLaunched(DateTimeOffset.UnixEpoch, Run, Encoding.UTF8.GetString(RunPlanFile.Canonical(plan)), RunPlanFile.Hash(plan), "none", plan.Rounds, Partners,
                Model, plan.UploadLayout.Hash, 0),
        ];
        var (history, available) = (CohortHistory.Of(Partners), Partners);
        for (var round = 1; round <= plan.Rounds; round++)
        {
            if (round == 3)
            {
                entries.Add(new PartnerStanding(DateTimeOffset.UnixEpoch, Partners[1], 1, Suspended: true));
                available = available.Remove(Partners[1]);
            }

            var cohort = CohortSelection.Select(plan, round, available, 3, history, _ => null);
            if (round == picked)
                cohort = [.. available.Where(p => !cohort.Contains(p)).Take(1).Concat(cohort.Skip(1)).OrderBy(p => p.ToString(), StringComparer.Ordinal)];
            LedgerEntry closing = round == 4
                ? new RoundAbandoned(DateTimeOffset.UnixEpoch, Run, round, cohort, [cohort[0]], "no quorum")
                : new RoundSealed(DateTimeOffset.UnixEpoch, Run, round, cohort, [.. cohort.Take(2).Select(p => new SealedMember(p, Model))], [], [], Model, "none", 0) { Spare = [cohort[2]] };
            entries.Add(closing);
            if (closing is RoundSealed)
                entries.Add(new RoundCommitted(DateTimeOffset.UnixEpoch, Run, round, LedgerCodec.LeafHash(closing), Model, Model, Model));
            history = history.After(closing);
        }

        entries.Add(new RunFinished(DateTimeOffset.UnixEpoch, Run, RunFinished.Completed, Model));
        return entries;
    }
}
