using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Plans;

namespace Federated.ConsoleApp.Demo;

/// <summary>Several seeds on a command line: <c>1,2,3</c>, <c>1-3</c>, or both.</summary>
public static class SeedList
{
    /// <summary>The most seeds of one command.</summary>
    public const int Most = 50;

    /// <summary>The seeds in the order given, or none when the text is not 2 to <see cref="Most"/> different ones.</summary>
    public static ImmutableArray<ulong> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var seeds = ImmutableArray.CreateBuilder<ulong>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !TryParse(ends[0], out var first) || !TryParse(ends[^1], out var last) || last < first || last - first >= Most)
                return [];
            for (ulong step = 0; step <= last - first; step++)
                seeds.Add(first + step);
        }

        return seeds.Count is >= 2 and <= Most && seeds.Distinct().Count() == seeds.Count ? seeds.ToImmutable() : [];
    }

    private static bool TryParse(string text, out ulong seed) =>
        ulong.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out seed) && seed <= RunPlanRules.LargestSeed;
}
