using System.Collections.Immutable;
using System.Globalization;
using Federated.ConsoleApp.CommandLine;

namespace Federated.ConsoleApp.Demo;

/// <summary>A demo for each of several seeds, one after the other, and what they reached together.</summary>
/// <param name="options">Of each of them, but for seed and folder.</param>
/// <param name="seeds">Different ones.</param>
/// <param name="screen">Where it is shown.</param>
/// <param name="demo">Runs one demo.</param>
public sealed class DemoSeeds(DemoOptions options, ImmutableArray<ulong> seeds, Screen screen, Func<DemoOptions, CancellationToken, Task<DemoOutcome>> demo)
{
    /// <summary>Runs them. When it is interrupted, those that ended are shown all the same.</summary>
    /// <returns>0 only when all verified, the mean accuracy reached its floor and none cost more than planned.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var directory = DemoDirectory.OpenForSeeds(options);
        screen.Line(options.Private
            ? "A seed decides on the shares, on what is held out and on the initial model. Which records a round samples, and its noise, come from the system's secret generator: they have no seed, and a repeat gives another model."
            : "A seed decides on the shares, on what is held out, on the initial model and on the order of batches.");
        var outcomes = new List<DemoOutcome>();
        try
        {
            foreach (var seed in seeds)
            {
                var one = options with { Seed = seed, Home = directory.OfSeed(seed) };
                screen.Line();
                screen.Line(string.Create(CultureInfo.InvariantCulture, $"Seed {seed} ({Words.Of(outcomes.Count + 1, seeds.Length)}) in {one.Home}"));
                outcomes.Add(await demo(one, cancellationToken));
            }
        }
        catch (OperationCanceledException) when (outcomes.Count > 0)
        {
            screen.Line();
            SeedSummary.Table(screen, outcomes);
            throw;
        }

        screen.Line();
        return SeedSummary.Write(screen, options, outcomes) ? 0 : FedApplication.Failure;
    }
}
