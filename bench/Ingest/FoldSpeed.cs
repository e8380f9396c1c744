using System.Diagnostics;
using Federated.Domain.Aggregation;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Domain.Updates;
using Federated.Workbench;

namespace Federated.Ingest;

/// <summary>
/// The fold moves 20 bytes a parameter (reads the value and the sum, writes the sum), a copy of the same bytes 8 (reads and
/// writes the value). One core; best of several passes.
/// </summary>
internal static class FoldSpeed
{
    public static void Run()
    {
        Console.WriteLine("one core, GB/s moved; a sum of 8 bytes and a value of 4 bytes a parameter");
        Console.WriteLine("parameters         copy     fold  fold/copy   updates taken in, GB/s");
        foreach (var count in (int[])[1 << 14, 1 << 18, 1 << 22, 25_000_000])
        {
            var values = new float[count];
            for (var i = 0; i < count; i++)
                values[i] = (i % 2001 - 1000) * 1e-3f;
            var (from, to) = (new byte[20 * (long)count / 2], new byte[20 * (long)count / 2]);
            using var update = Stage(values);
            var accumulator = new ExactAccumulator(count, new FixedPointFormat(36));
            var passes = Math.Clamp((1 << 28) / count, 16, 10_000);

            // The first pass is for the compiler's sake: it optimises what runs often, a while later.
            Best(passes, () => accumulator.Fold(update));
            Thread.Sleep(300);

            // A copy of n bytes moves 2 n: half of the fold's 20 a parameter gives the same traffic.
            var copy = Best(passes, () => Buffer.BlockCopy(from, 0, to, 0, from.Length));
            var fold = Best(passes, () => accumulator.Fold(update));
            var bytes = 20.0 * count / 1e9;
            Figures.Print($"{count,10} {bytes / copy,12:F1} {bytes / fold,8:F1} {copy / fold,9:P0} {4.0 * count / 1e9 / fold,12:F1}");
        }
    }

    private static StagedUpdate Stage(float[] values)
    {
        var layout = ParameterLayout.Create([new("weights", [values.Length])]);
        var round = new RoundId(RunId.Parse("run-fold"), 1);
        using var stage = new UpdateStage(new(round, layout, 100, FixedPointFormat.WeightOne));
        stage.Append(UpdateFile.Write(new(round.Run, round.Number, layout.Hash, UpdateFile.Float32Codec, 1), layout, values));
        return stage.Complete();
    }

    private static double Best(int passes, Action action)
    {
        var best = double.MaxValue;
        for (var pass = 0; pass < passes; pass++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
