using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Grains.Ports;
using Federated.Silo.Security;
using Federated.Silo.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Federated.Grains.Tests.Run;

/// <summary>A run goes on when what stopped it is over: a locked database, a full disk, a clock that jumps.</summary>
public sealed class RecoveryTests : IDisposable
{
    private readonly SeenLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task DatabaseLockedLongerThanEveryRetry_ChangesNothingAndTheRunGoesOn()
    {
        await using var silo = await Start(services => services.AddSingleton(Impatient));
        await silo.Silo.Enrol("ann");
        var plan = TinyPlan.Of(cohort: 1);
        await silo.Silo.Launch(plan, "locked");
        var intake = new FakeIntake(silo.Silo, "intake-locked");

        await using (var other = new SqliteConnection(silo.Silo.ConnectionString))
        {
            other.Open();
            await using var held = other.BeginTransaction();
            Assert.True((await intake.Send("locked", 1, "ann", 1, plan)).Fold);

            // Every step gives up after its retries (FED-1602) and is tried again; it never gives up the round.
            try
            {
                await TestSilo.Eventually(() => Task.FromResult(_logs.Count("a step failed and is tried again")), failures => failures >= 3);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"The round was not tried three times. The silo logged:\n{_logs}");
            }

            Assert.Equal("run-launched", Assert.Single(await silo.Silo.Entries("locked")).Type);
        }

        await Ended(silo.Silo, "locked");
        Assert.Equal(["run-launched", "round-sealed", "round-committed", "run-finished"], (await silo.Silo.Entries("locked")).Select(e => e.Type));
    }

    [Fact]
    public async Task DatabaseLockedWhenAPartnerJoins_TheRunTriesAgainByItself()
    {
        await using var silo = await Start(services => services.AddSingleton(Impatient));
        await silo.Silo.Enrol("ann");
        var plan = TinyPlan.Of(cohort: 2, quorum: 1);
        await silo.Silo.Launch(plan with { Cohort = plan.Cohort with { Minimum = 1, OpenToNewPartners = true } }, "joined");

        await using (var other = new SqliteConnection(silo.Silo.ConnectionString))
        {
            // Enrolled, and the database is locked before the run hears of it.
            await silo.Silo.Federation.PartnerChanged(new("bob", null));
            other.Open();
            await using var held = other.BeginTransaction();
            await silo.Silo.Federation.PartnerChanged(new("bob", DateTimeOffset.UtcNow));
            await TestSilo.Eventually(() => Task.FromResult(_logs.Count("the next step failed")), failures => failures >= 1);
            Assert.DoesNotContain(await silo.Silo.Entries("joined"), e => e is PartnerJoinedRun);
        }

        await TestSilo.Eventually(() => silo.Silo.Entries("joined"), e => e.Any(x => x is PartnerJoinedRun));
    }

    [Fact]
    public async Task DiskFull_CommitsNothingAndTheRunGoesOnWhenThereIsSpace()
    {
        FillableDisk? disk = null;
        await using var silo = await Start(services => services.AddSingleton<IBlobStore>(p =>
            disk = new FillableDisk(new FileBlobStore(p.GetRequiredService<SiloPaths>(), p.GetRequiredService<TimeProvider>()))));
        await silo.Silo.Enrol("ann");
        var plan = TinyPlan.Of(cohort: 1, rounds: 2);
        var intake = new FakeIntake(silo.Silo, "intake-full");
        await silo.Silo.Launch(plan, "undisturbed");
        await Rounds(silo.Silo, intake, plan, "undisturbed", 1, 2);
        var expected = (await Ended(silo.Silo, "undisturbed")).Model;
        await silo.Silo.Launch(plan, "full");
        await Rounds(silo.Silo, intake, plan, "full", 1);
        await TestSilo.Eventually(() => silo.Silo.Round("full", 2).Status(), s => s.Exists);

        disk!.IsFull = true;
        await Rounds(silo.Silo, intake, plan, "full", 2);
        await TestSilo.Eventually(() => Task.FromResult(disk.Refused), refused => refused >= 2);
        Assert.Equal(["run-launched", "round-sealed", "round-committed", "round-sealed"], (await silo.Silo.Entries("full")).Select(e => e.Type));
        disk.IsFull = false;

        Assert.Equal(expected, (await Ended(silo.Silo, "full")).Model);
        Assert.Equal(2, (await silo.Silo.Entries("full")).OfType<RoundSealed>().Count());
    }

    [Fact]
    public async Task LaunchOnAFullDisk_IsRefusedAndTheSameCommandWorksLater()
    {
        FillableDisk? disk = null;
        await using var silo = await Start(services => services.AddSingleton<IBlobStore>(p =>
            disk = new FillableDisk(new FileBlobStore(p.GetRequiredService<SiloPaths>(), p.GetRequiredService<TimeProvider>()))));
        await silo.Silo.Enrol("ann");
        _ = silo.Silo.Blobs;
        disk!.IsFull = true;
        Assert.Equal(ErrorCodes.StorageUnavailable.Number, (await silo.Silo.Launch(TinyPlan.Of(cohort: 1), "later")).Failure!.Code);
        Assert.Empty(await silo.Silo.Entries("later"));
        disk.IsFull = false;

        Assert.Null((await silo.Silo.Launch(TinyPlan.Of(cohort: 1), "later")).Failure);
        Assert.Single(await silo.Silo.Entries("later"));
    }

    [Fact]
    public async Task ClockJumpsForward_TheRoundClosesAtItsDeadlineWithTheQuorum()
    {
        var clock = new JumpingTime();
        await using var silo = await Start(services => services.AddSingleton<TimeProvider>(clock));
        await silo.Silo.Enrol("ann", "bob");
        var plan = TinyPlan.Of(cohort: 2, quorum: 1, deadlineSeconds: 3600);
        await silo.Silo.Launch(plan, "forward");
        await new FakeIntake(silo.Silo, "intake-forward").Send("forward", 1, "ann", 1, plan);

        clock.Jump(TimeSpan.FromHours(2));
        // What the run's wake-up call does, at most a minute later.
        await silo.Silo.Run("forward").Advance();

        Assert.Equal("completed", (await Ended(silo.Silo, "forward")).Outcome);
        Assert.Equal("ann", Assert.Single(Assert.Single((await silo.Silo.Entries("forward")).OfType<RoundSealed>()).Members).Partner.ToString());
    }

    [Fact]
    public async Task ClockJumpsBackward_UpdatesAreTakenAndTheRoundCloses()
    {
        var clock = new JumpingTime();
        await using var silo = await Start(services => services.AddSingleton<TimeProvider>(clock));
        await silo.Silo.Enrol("ann", "bob");
        var plan = TinyPlan.Of(cohort: 2, deadlineSeconds: 3600);
        await silo.Silo.Launch(plan, "backward");
        var intake = new FakeIntake(silo.Silo, "intake-backward");
        await intake.Send("backward", 1, "ann", 1, plan);

        clock.Jump(TimeSpan.FromHours(-2));
        await silo.Silo.Run("backward").Advance();
        await intake.Send("backward", 1, "bob", 1, plan);

        Assert.Equal("completed", (await Ended(silo.Silo, "backward")).Outcome);
    }

    // Keys come first: a database without keys means that they were lost.
    private static SqliteConnections Impatient(IServiceProvider services)
    {
        services.GetRequiredService<KeyStore>();
        return new(services.GetRequiredService<SiloPaths>().DatabaseFile,
            new() { BusyTimeout = TimeSpan.FromMilliseconds(1), MaxRetries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) });
    }

    private static async Task Rounds(TestSilo silo, FakeIntake intake, RunPlan plan, string run, params int[] rounds)
    {
        foreach (var round in rounds)
        {
            await TestSilo.Eventually(() => silo.Round(run, round).Status(), s => s.Exists);
            await intake.Send(run, round, "ann", round, plan);
        }
    }

    private async Task<Running> Start(Action<IServiceCollection> configure)
    {
        var silo = new TestSilo
        {
            Services = services =>
            {
                services.AddSingleton<ILoggerProvider>(_logs);
                configure(services);
            },
        };
        await silo.InitializeAsync();
        return new(silo);
    }

    private static Task<Abstractions.Run.RunStatusMessage> Ended(TestSilo silo, string run) =>
        TestSilo.Eventually(() => silo.Run(run).Status(), s => s.Outcome != "running");

    private sealed record Running(TestSilo Silo) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Silo.DisposeAsync();
    }
}
