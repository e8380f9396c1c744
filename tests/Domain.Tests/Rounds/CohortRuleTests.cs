using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Domain.Tests.Rounds;

public sealed class CohortRuleTests
{
    private static readonly RunId Run = RunId.Parse("run-1");

    private static readonly Gen<(int Partners, int Size, ulong Seed)> Shapes =
        from partners in Gen.Choose(1, 25)
        from size in Gen.Choose(1, partners)
        from seed in Gen.Choose(0, int.MaxValue)
        select (partners, size, (ulong)seed);

    [Fact]
    public void Fair_WithTheSamePartners_TurnsNeverDifferByMoreThanOne() => Prop.ForAll(Shapes.ToArbitrary(), shape =>
    {
        var history = CohortHistory.Of(Names(shape.Partners));
        for (var round = 1; round <= 40; round++)
        {
            history = history.After(Sealed(round, Draw(CohortPlan.Fair, shape, round, history)));
            var turns = history.Partners.Values.Select(p => p.Turns).ToList();
            if (turns.Max() - turns.Min() > 1)
                return false;
        }

        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Fair_ANodeThatNeverAnswers_GetsNoMoreTurnsThanOthers()
    {
        var history = CohortHistory.Of(Names(6));
        var dead = PartnerName.Parse("partner-3");
        for (var round = 1; round <= 60; round++)
        {
            var cohort = Draw(CohortPlan.Fair, (6, 2, 7), round, history);
            history = history.After(Sealed(round, cohort, cohort.Remove(dead)));
        }

        Assert.All(history.Partners.Values, p => Assert.Equal(20, p.Turns));
        Assert.Equal(20, history.Partners[dead].Missed);
    }

    [Fact]
    public void Resources_HoweverWeakOrLate_NobodyWaitsLongerThanFiveShares() => Prop.ForAll(Shapes.ToArbitrary(), shape =>
    {
        var share = (shape.Partners + shape.Size - 1) / shape.Size;
        var history = CohortHistory.Of(Names(shape.Partners));
        for (var round = 1; round <= 12 * share; round++)
        {
            // The first is a thousand times as strong as the others, and all others always miss their deadline.
            var cohort = Select(shape, round, history, p => new(p.ToString() == "partner-1" ? 64 : 1, p.ToString() == "partner-1", 1 << 20));
            history = history.After(Sealed(round, cohort, cohort.Where(p => p.ToString() == "partner-1")));
            if (history.Partners.Values.Any(p => round - p.LastRound > 5 * share))
                return false;
        }

        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Resources_OverManyRounds_PrefersTheStrongAndThePunctual()
    {
        var shape = (Partners: 12, Size: 3, Seed: 11UL);
        var history = CohortHistory.Of(Names(shape.Partners));
        var drawn = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var round = 1; round <= 2000; round++)
        {
            var cohort = Select(shape, round, history, p => new(Number(p) <= 4 ? 32 : 8, Gpu: false, 1 << 20));
            foreach (var partner in cohort)
                drawn[partner.ToString()] = drawn.GetValueOrDefault(partner.ToString()) + 1;
            history = history.After(Sealed(round, cohort, cohort.Where(p => Number(p) is not (4 or 8))));
        }

        // Strong and punctual (1 to 3), strong and never in time (4), weak and punctual (5 to 7, 9 to 12), weak and never in time (8).
        var strong = drawn["partner-1"];
        Assert.All(["partner-2", "partner-3"], p => Assert.InRange(drawn[p], strong * 0.8, strong * 1.2));
        Assert.All(Enumerable.Range(5, 8).Where(n => n != 8), n => Assert.True(drawn[$"partner-{n}"] < strong / 2, $"partner-{n}: {drawn[$"partner-{n}"]} beside {strong}"));
        Assert.True(drawn["partner-4"] < drawn["partner-5"], "who misses every deadline is drawn less often than who is a quarter as strong");
        Assert.True(drawn["partner-8"] >= 2000 / 20, "nobody is starved");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(CohortPlan.Fair)]
    [InlineData(CohortPlan.Resources)]
    public void Select_AnyRule_DrawsTheSameWhateverTheOrder(string? rule) => Prop.ForAll(Shapes.ToArbitrary(), shape =>
    {
        var plan = Plan(rule, shape);
        var history = CohortHistory.Of(Names(shape.Partners)).After(Sealed(1, [.. Names(shape.Partners).Take(shape.Size)]));
        var there = CohortSelection.Select(plan, 2, Names(shape.Partners), shape.Size, history, p => new(Number(p), false, 4096));
        var back = CohortSelection.Select(plan, 2, Names(shape.Partners).Reverse(), shape.Size, history, p => new(Number(p), false, 4096));
        return there.SequenceEqual(back) && there.Length == shape.Size && there.Distinct().Count() == shape.Size;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Power_TooLittleMemoryForTheModel_IsNone()
    {
        Assert.Equal(0, new NodeCapability(64, Gpu: true, MemoryMiB: 63).Power(1 << 20));
        Assert.Equal(80, new NodeCapability(64, Gpu: true, MemoryMiB: 64).Power(1 << 20));
    }

    [Fact]
    public void History_APartnerThatJoins_StartsWhereTheLeastServedIs()
    {
        var history = CohortHistory.Of(Names(2));
        for (var round = 1; round <= 10; round++)
            history = history.After(Sealed(round, Names(2)));

        var joined = history.After(new PartnerJoinedRun(default, Run, PartnerName.Parse("partner-3")));

        Assert.Equal(new PartnerTurns(10, 10, 0), joined.Partners[PartnerName.Parse("partner-3")]);
        Assert.Same(joined, joined.After(new PartnerJoinedRun(default, Run, PartnerName.Parse("partner-3"))));
    }

    [Fact]
    public void History_APartnerThatWasNotNeeded_HadNoTurnAndMissedNothing()
    {
        var history = CohortHistory.Of(Names(3)).After(Sealed(1, Names(3), Names(2)) with { Spare = [PartnerName.Parse("partner-3")] });

        Assert.Equal(new PartnerTurns(0, 1, 0), history.Partners[PartnerName.Parse("partner-3")]);
        Assert.Equal(new PartnerTurns(1, 1, 0), history.Partners[PartnerName.Parse("partner-1")]);
    }

    private static ImmutableArray<PartnerName> Draw(string rule, (int Partners, int Size, ulong Seed) shape, int round, CohortHistory history) =>
        CohortSelection.Select(Plan(rule, shape), round, Names(shape.Partners), shape.Size, history, _ => null);

    private static ImmutableArray<PartnerName> Select((int Partners, int Size, ulong Seed) shape, int round, CohortHistory history, Func<PartnerName, NodeCapability?> capability) =>
        CohortSelection.Select(Plan(CohortPlan.Resources, shape), round, Names(shape.Partners), shape.Size, history, capability);

    private static RunPlan Plan(string? rule, (int Partners, int Size, ulong Seed) shape) => new()
    {
        Name = "cohorts",
        Model = new() { Kind = "logistic", Inputs = 3, Outputs = 2 },
        Privacy = new() { Mode = PrivacyPlan.None },
        Cohort = new() { Size = shape.Size, Quorum = 1, Seed = shape.Seed, Selection = rule },
        Rounds = 10,
    };

    private static ImmutableArray<PartnerName> Names(int count) => [.. Enumerable.Range(1, count).Select(i => PartnerName.Parse($"partner-{i}"))];

    private static int Number(PartnerName partner) => int.Parse(partner.ToString().Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static RoundSealed Sealed(int round, ImmutableArray<PartnerName> cohort, IEnumerable<PartnerName>? members = null) => new(
        default, Run, round, cohort, [.. (members ?? cohort).Select(p => new SealedMember(p, ContentHash.Of([1])))], [], [], default, "none", 0);
}
