using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Domain.Tests.Privacy;

namespace Federated.Domain.Tests.Aggregation.Robust;

public sealed class OpenKeptUpdatesTests
{
    private static readonly PartnerName Late = PartnerName.Parse("late");
    private static readonly ImmutableArray<PartnerName> Partners = [.. Enumerable.Range(0, 3).Select(i => PartnerName.Parse($"p{i}"))];

    /// <summary>However runs interleave, what may still be needed is the round after the last closed one of each run that goes on.</summary>
    [Fact]
    public void Owners_AfterAnyHistory_AreThoseOfTheRoundUnderWay() => Prop.ForAll(Gen.Choose(0, 9).ListOf().ToArbitrary(), steps =>
    {
        var open = new OpenKeptUpdates();
        RunId[] runs = [RunId.Parse("run-a"), RunId.Parse("run-b")];
        var (closed, ended, joined) = (new int[2], new bool[2], new bool[2]);
        foreach (var run in runs)
            open.Apply(Launched(run, robust: true));
        foreach (var step in steps)
        {
            var which = step % 2;
            LedgerEntry entry = (step / 2) switch
            {
                0 or 1 => new RoundCommitted(default, runs[which], ++closed[which], default, default, default, default),
                2 => new RoundAbandoned(default, runs[which], ++closed[which], Partners, [], "no quorum"),
                3 => new PartnerJoinedRun(default, runs[which], Late),
                _ => new RunFinished(default, runs[which], RunFinished.Stopped, default),
            };
            joined[which] |= entry is PartnerJoinedRun && !ended[which];
            ended[which] |= entry is RunFinished;
            open.Apply(entry);
        }

        var expected = Enumerable.Range(0, 2).Where(i => !ended[i]).SelectMany(i =>
            (joined[i] ? Partners.Add(Late) : Partners).Select(p => KeptUpdate.Owner(new(runs[i], closed[i] + 1), p)));
        return open.Owners().SetEquals(expected);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Sizes_AreThoseOfRunsThatKeepUpdatesAlsoWhenTheyEnded()
    {
        var open = new OpenKeptUpdates();
        open.Apply(Launched(RunId.Parse("mean"), robust: false));
        Assert.Empty(open.Sizes);
        open.Apply(Launched(RunId.Parse("rule"), robust: true));
        open.Apply(new RunFinished(default, RunId.Parse("rule"), RunFinished.Completed, default));

        Assert.Equal([KeptUpdate.Size(10)], open.Sizes);
        Assert.Empty(open.Owners());
    }

    [Fact]
    public void OwnerOf_KeptBytes_IsTheirOwnerAndOfOthersNull()
    {
        var round = new RoundId(RunId.Parse("run-a"), 7);
        Assert.Equal(KeptUpdate.Owner(round, Late), KeptUpdate.OwnerOf([.. KeptUpdate.Header(round, Late), 1, 2]));
        Assert.Null(KeptUpdate.OwnerOf(KeptUpdate.Header(round, Late).AsSpan(1)));
        Assert.Null(KeptUpdate.OwnerOf(new byte[KeptUpdate.HeaderSize]));
    }

    private static RunLaunched Launched(RunId run, bool robust)
    {
        var plan = PrivatePlans.RecordCentralOfTen with { Aggregation = robust ? new() { Rule = RobustSpecification.Median } : null };
        return new(default, run, Encoding.UTF8.GetString(RunPlanFile.Canonical(plan)), RunPlanFile.Hash(plan), plan.Privacy.Mode, plan.Rounds, Partners,
            ContentHash.Of([0]), ContentHash.Of([1]), 0);
    }
}
