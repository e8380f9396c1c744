using Federated.Domain.Rounds;
using Federated.Protocol;
using Microsoft.Extensions.Logging;

namespace Federated.Grains.Run;

/// <summary>What others tell a run without waiting: when it fails, nobody would say it again, so the run does so itself.</summary>
public sealed partial class RunGrain
{
    private IGrainTimer? _retry;

    /// <inheritdoc/>
    public Task RoundClosed(int round) => AdvanceOrRetry();

    /// <inheritdoc/>
    public Task PartnersChanged()
    {
        _draw = null;
        return AdvanceOrRetry();
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => AdvanceOrRetry();

    private async Task AdvanceOrRetry()
    {
        try
        {
            await Advance();
            _retry?.Dispose();
            _retry = null;
        }
        catch (Exception e)
        {
            AdvanceFailed(e, Id);
            _retry ??= this.RegisterGrainTimer(
                static (grain, _) => grain.AdvanceOrRetry(), this, new GrainTimerCreationOptions(Times.LongestRetry, Times.LongestRetry) { KeepAlive = true });
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {Run}: the next step failed and is tried again in a few seconds")]
    private partial void AdvanceFailed(Exception e, RunId run);
}
