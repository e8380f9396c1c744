using System.Globalization;

namespace Federated.ConsoleApp.CommandLine;

/// <summary>Durations as people write them on a command line and as they read them back.</summary>
public static class Durations
{
    /// <summary>Reads <c>90s</c>, <c>15m</c>, <c>1h</c> or <c>7d</c>; false for anything else.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return false;
        int? seconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => null };
        if (seconds is null || count == 0)
            return false;
        duration = TimeSpan.FromSeconds((long)count * seconds.Value);
        return true;
    }

    /// <summary><c>7 s</c>, <c>3 min 05 s</c>, <c>2 h 10 min</c>.</summary>
    public static string Text(TimeSpan duration)
    {
        var seconds = (long)Math.Max(0, Math.Round(duration.TotalSeconds));
        return seconds switch
        {
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60} min {seconds % 60:00} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600} h {seconds / 60 % 60:00} min"),
        };
    }
}
