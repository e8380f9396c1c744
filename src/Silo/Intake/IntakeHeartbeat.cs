using Federated.Domain.Rounds;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Abstractions.Round;
using Federated.Protocol;

namespace Federated.Silo.Intake;

/// <summary>
/// Tells every round that this process holds updates of that it lives, and drops what belongs to rounds that are over:
/// a release may have been lost with the silo that sent it.
/// </summary>
internal sealed partial class IntakeHeartbeat(
    IGrainFactory grains, FoldBook book, IntakeIdentity identity, IIntakeObserver observer, TimeProvider time, ILogger<IntakeHeartbeat> logger) : BackgroundService
{
    /// <summary>Time between two beats.</summary>
    internal static readonly TimeSpan Period = Times.Beat;

    private const int BeatsPerLook = 15;

    /// <summary>One beat.</summary>
    /// <param name="look">True to also look which rounds are over.</param>
    internal Task Beat(bool look) => Task.WhenAll(book.Held.Select(round => Beat(round, look)));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        for (var beat = 1; await Next(timer, stoppingToken); beat++)
            await Beat(beat % BeatsPerLook == 0);
    }

    private async Task Beat(RoundId round, bool look)
    {
        try
        {
            var grain = grains.GetGrain<IRoundGrain>(GrainKeys.Round(round));
            await grain.Attach(identity.Id, identity.Reference);
            if (look && await grain.Status() is { Exists: true, Phase: "committed" or "abandoned" })
                await observer.Release(new RoundReference(round.Run.ToString(), round.Number));
        }
        catch (Exception e)
        {
            LogNotAttached(round, e);
        }
    }

    private static async ValueTask<bool> Next(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Round {Round} could not be told that this intake lives; tried again in two seconds")]
    private partial void LogNotAttached(RoundId round, Exception exception);
}
