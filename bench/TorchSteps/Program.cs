// Training steps of this build in turns with PyTorch's, on one thread each:
//   dotnet run -c Release --project bench/TorchSteps [--turns N] [--models mlp,cnn,...] [--python PATH]
// and the memory of many steps:
//   dotnet run -c Release --project bench/TorchSteps -- --steps 100000 [--models mlp]
using System.Globalization;
using Federated.TorchSteps;

string Option(string name, string fallback) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : fallback;
var turns = int.Parse(Option("--turns", "200"), CultureInfo.InvariantCulture);
var steps = int.Parse(Option("--steps", "0"), CultureInfo.InvariantCulture);
var models = Option("--models", string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries);
var python = Option("--python", File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3");

if (steps > 0)
{
    foreach (var model in models.DefaultIfEmpty("mlp"))
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{model,-12} grew by {Memory.Watch(model, steps):F1} MiB from a tenth of the steps to the end"));
    return 0;
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{turns} turns each; milliseconds of a step are medians; the bound is the upper end of a one-sided 95 % bootstrap interval of the median ratio"));
Console.WriteLine("model           first    second   ratio   bound   target");
var held = true;
foreach (var comparison in Comparisons.All(python).Where(c => models.Length == 0 || models.Contains(c.Name, StringComparer.Ordinal)))
{
    var (first, second) = comparison.Measure(turns);
    var ratios = first.Zip(second, (a, b) => a / b).ToArray();
    var bound = Bootstrap.UpperBound(ratios);
    held &= bound <= comparison.Target;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{comparison.Name,-12} {Bootstrap.Median(first),8:F3}  {Bootstrap.Median(second),8:F3}  {Bootstrap.Median(ratios),6:F3}  {bound,6:F3}  {comparison.Target,6:F2}{(bound <= comparison.Target ? string.Empty : "  MISSED")}"));
}
Console.WriteLine($"against {PythonSide.Version}");
return held ? 0 : 1;
