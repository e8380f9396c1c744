using System.Diagnostics;
using System.Globalization;
using Federated.Domain.Rounds;
using Federated.Grains.Ports;

namespace Federated.EndToEnd.Silo;

/// <summary>
/// Kills its own process with SIGKILL at one point of one round: <c>FED_KILL_AT=Claimed:2</c> is fault point Claimed of round
/// 2. With <c>FED_KILL_ONCE=FILE</c> it does so only while the file does not exist, and creates it first.
/// </summary>
internal sealed class KillPoint(FaultPoint? point, int round, string? marker) : IFaultPoints
{
    public static KillPoint FromEnvironment()
    {
        var marker = Environment.GetEnvironmentVariable("FED_KILL_ONCE");
        if (Environment.GetEnvironmentVariable("FED_KILL_AT") is not { Length: > 0 } at)
            return new(null, 0, marker);
        return at.Split(':') is [var name, var number]
            && Enum.TryParse<FaultPoint>(name, ignoreCase: true, out var point)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var round)
            ? new(point, round, marker)
            : throw new FormatException($"Got FED_KILL_AT='{at}', wanted a fault point and a round, for example Claimed:2.");
    }

    public void Reach(FaultPoint reached, RoundId at)
    {
        if (reached != point || at.Number != round || !First())
            return;
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }

    private bool First()
    {
        if (marker is null)
            return true;
        try
        {
            using var file = new FileStream(marker, FileMode.CreateNew);
            file.Flush(flushToDisk: true);
            return true;
        }
        catch (IOException) when (File.Exists(marker))
        {
            return false;
        }
    }
}
