using System.Globalization;
using System.Text;
using Federated.Domain.Models;
using Federated.Domain.Plans;

namespace Federated.EndToEnd.Processes;

/// <summary>Two separable classes over four features, different at every partner, the same at every run of the tests.</summary>
public static class TinyData
{
    public static RunPlan Plan(int cohort, int rounds) => Plans.Tiny(cohort, rounds) with
    {
        Name = "tiny-mlp",
        Model = new() { Kind = "mlp", Inputs = 4, Hidden = [16], Outputs = 2, Seed = 5 },
        Data = new()
        {
            Features = [.. Enumerable.Range(0, 4).Select(i => new FeatureRange($"f{i}", -4, 4))],
            Label = "label",
            Classes = ["no", "yes"],
        },
        Training = new() { LearningRate = 0.2, Momentum = 0.5, BatchSize = 8, LocalEpochs = 2, Seed = 3 },
        Strategy = new() { Kind = "server-adam", LearningRate = 0.1 },
    };

    public static int Rows(int seed) => 60 + (10 * seed);

    public static string Csv(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var csv = new StringBuilder("f0,f1,f2,f3,label\n");
        for (var row = 0; row < Rows(seed); row++)
        {
            var yes = random.NextInt(2) == 1;
            for (var feature = 0; feature < 4; feature++)
                csv.Append(CultureInfo.InvariantCulture, $"{(random.NextDouble() * 4) - 2 + (yes ? 1 : -1):F4},");
            csv.Append(yes ? "yes\n" : "no\n");
        }

        return csv.ToString();
    }
}
