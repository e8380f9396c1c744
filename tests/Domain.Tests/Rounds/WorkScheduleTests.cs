using Federated.Domain.Rounds;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Domain.Tests.Rounds;

public sealed class WorkScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Next_RunsThatAlwaysHaveWork_AreServedInProportionToTheirPriority()
    {
        var cases =
            from priorities in Gen.Choose(1, 8).ArrayOf().Where(p => p.Length is > 0 and < 6)
            from deadlines in Gen.Choose(0, 1000).ArrayOf(300)
            select (priorities, deadlines);

        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var schedule = new WorkSchedule();
            var served = new int[c.priorities.Length];
            for (var i = 0; i < served.Length; i++)
                schedule.Add(Round(i, 1), Start, c.priorities[i], resend: false);
            foreach (var deadline in c.deadlines)
            {
                var next = schedule.Next()!.Value;
                var run = Index(next.Run);
                served[run]++;
                schedule.Remove(next);
                schedule.Add(next with { Number = next.Number + 1 }, Start.AddSeconds(deadline), c.priorities[run], resend: false);
                foreach (var (i, j) in from i in Enumerable.Range(0, served.Length) from j in Enumerable.Range(0, i) select (i, j))
                {
                    var (a, b) = (1.0 / c.priorities[i], 1.0 / c.priorities[j]);
                    if (Math.Abs((served[i] * a) - (served[j] * b)) > a + b + 1e-6)
                        return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Next_EquallyServed_TheNearestDeadlineComesFirst()
    {
        var schedule = new WorkSchedule();
        schedule.Add(Round(0, 1), Start.AddMinutes(3), 1, resend: false);
        schedule.Add(Round(1, 1), Start.AddMinutes(1), 1, resend: false);
        schedule.Add(Round(2, 1), Start.AddMinutes(2), 1, resend: false);

        Assert.Equal([Round(1, 1), Round(2, 1), Round(0, 1)], Take(schedule, 3));
    }

    [Fact]
    public void Next_ARunThatComesLate_NeitherWaitsNorMakesUpForThePast()
    {
        var schedule = new WorkSchedule();
        for (var round = 1; round <= 100; round++)
        {
            schedule.Add(Round(0, round), Start, 1, resend: false);
            schedule.Remove(schedule.Next()!.Value);
        }

        schedule.Add(Round(0, 101), Start, 1, resend: false);
        schedule.Add(Round(1, 1), Start.AddHours(1), 1, resend: false);

        var order = Take(schedule, 6);
        Assert.Equal(3, order.Count(r => r.Run == Round(1, 1).Run));
        Assert.Equal(Round(1, 1), order[0]);
    }

    [Fact]
    public void Next_AnOfferThatNobodyCanServe_GoesRoundWithTheOthers()
    {
        var schedule = new WorkSchedule();
        schedule.Add(Round(0, 1), Start, 1, resend: false);
        schedule.Add(Round(1, 1), Start.AddDays(1), 1, resend: false);

        Assert.Equal([Round(0, 1), Round(1, 1), Round(0, 1), Round(1, 1)], Take(schedule, 4));
    }

    [Fact]
    public void Next_AResend_ComesNextOnceAndThenWaitsItsTurn()
    {
        var schedule = new WorkSchedule();
        schedule.Add(Round(0, 1), Start, 1, resend: false);
        schedule.Add(Round(1, 1), Start.AddDays(1), 1, resend: false);
        Assert.Equal(Round(0, 1), schedule.Next());

        schedule.Add(Round(0, 1), Start.AddDays(2), 1, resend: true);
        schedule.Add(Round(0, 1), Start.AddDays(2), 1, resend: true);

        Assert.Equal([Round(0, 1), Round(1, 1)], Take(schedule, 2));
    }

    [Fact]
    public void Next_NothingOffered_IsNothing()
    {
        var schedule = new WorkSchedule();
        schedule.Add(Round(0, 1), Start, 1, resend: false);
        schedule.Remove(Round(0, 1));

        Assert.Null(schedule.Next());
        Assert.Equal(0, schedule.Count);
    }

    private static List<RoundId> Take(WorkSchedule schedule, int count) => [.. Enumerable.Range(0, count).Select(_ => schedule.Next()!.Value)];

    private static RoundId Round(int run, int number) => new(RunId.Parse($"run-{run}"), number);

    private static int Index(RunId run) => run.ToString()[^1] - '0';
}
