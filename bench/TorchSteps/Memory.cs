using System.Globalization;

namespace Federated.TorchSteps;

/// <summary>The memory of this process while a model trains on and on.</summary>
internal static class Memory
{
    /// <summary>Trains, and prints the resident memory at a tenth and at each fifth of the steps.</summary>
    /// <returns>MiB that it grew by from a tenth to the end.</returns>
    public static double Watch(string model, int steps)
    {
        using var side = Comparisons.Own(model);
        var (early, last, done) = (0.0, 0.0, 0);
        foreach (var tenth in new[] { 1, 2, 4, 6, 8, 10 })
        {
            var (seconds, _) = side.Take((int)((long)steps * tenth / 10) - done);
            done = (int)((long)steps * tenth / 10);
            last = ResidentMiB();
            if (tenth == 1) early = last;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{model,-12} {done,9:N0} steps  {last,8:F1} MiB  {seconds,7:F1} s"));
        }
        return last - early;
    }

    private static double ResidentMiB()
    {
        var line = File.ReadLines("/proc/self/status").Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6, line.Length - 9).Trim(), CultureInfo.InvariantCulture) / 1024.0;
    }
}
