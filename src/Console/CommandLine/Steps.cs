using System.Globalization;

namespace Federated.ConsoleApp.CommandLine;

/// <summary>Says of every step how long it took and what came of it.</summary>
/// <param name="screen">Where to.</param>
/// <param name="time">The clock.</param>
public sealed class Steps(Screen screen, TimeProvider time)
{
    /// <summary>Does a step and writes its line.</summary>
    /// <param name="what">What is done.</param>
    /// <param name="step">Does it; what it returns ends the line.</param>
    public async Task DoAsync(string what, Func<Task<string?>> step)
    {
        var start = time.GetTimestamp();
        var found = await step();
        screen.Line(string.Create(CultureInfo.InvariantCulture, $"{what,-44}{time.GetElapsedTime(start).TotalSeconds,4:0} s{(found is null ? string.Empty : "  " + found)}"));
    }
}
