// Private steps in turns with plain steps of the same model and batch, in one process on one thread:
//   dotnet run -c Release --project bench/DpSteps [--turns N] [--models mlp,cnn,...] [--batches 32,256]
// float64 is what the product does; float32 is printed beside it to show what the guarantee costs, and is no mode of the product.
using Federated.TorchSteps;
using System.Diagnostics;
using System.Globalization;
using Federated.DpSteps;
using Federated.Training;
using static TorchSharp.torch;

string Option(string name, string fallback) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : fallback;
var turns = int.Parse(Option("--turns", "200"), CultureInfo.InvariantCulture);
var models = Option("--models", string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries);
long[] batches = [.. Option("--batches", "32,256").Split(',').Select(text => long.Parse(text, CultureInfo.InvariantCulture))];

TorchRuntime.Use(threads: 1);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{turns} turns each; milliseconds of a step and ratios are medians; the bound is the upper end of a one-sided 95 % bootstrap interval of the median ratio"));
Console.WriteLine("model        batch     plain   float64   ratio   bound    aim |  float32   ratio");
foreach (var subject in Subject.All.Where(subject => models.Length == 0 || models.Contains(subject.Name, StringComparer.Ordinal)))
{
    foreach (var batch in batches)
    {
        using var scope = NewDisposeScope();
        var (features, labels) = (subject.Features(batch), subject.Labels(batch));
        Action[] sides =
        [
            Sides.Plain(subject, features, labels), Sides.Private(subject, features, labels, ScalarType.Float64),
            Sides.Private(subject, features, labels, ScalarType.Float32),
        ];
        var times = sides.Select(_ => new double[turns]).ToArray();
        for (var turn = -20; turn < turns; turn++)
        {
            // Who goes first changes from turn to turn.
            for (var i = 0; i < sides.Length; i++)
            {
                var side = (i + turn + 21) % sides.Length;
                var start = Stopwatch.GetTimestamp();
                sides[side]();
                if (turn >= 0) times[side][turn] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        double[] ratios = [.. times[1].Zip(times[0], (own, plain) => own / plain)];
        double[] single = [.. times[2].Zip(times[0], (own, plain) => own / plain)];
        var bound = Bootstrap.UpperBound(ratios);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{subject.Name,-12} {batch,5} {Bootstrap.Median(times[0]),9:F3} {Bootstrap.Median(times[1]),9:F3} {Bootstrap.Median(ratios),7:F2} {bound,7:F2} {subject.Aim,6:F1} | {Bootstrap.Median(times[2]),8:F3} {Bootstrap.Median(single),7:F2}{(bound > subject.Aim ? "  MISSED" : string.Empty)}"));
    }
}
