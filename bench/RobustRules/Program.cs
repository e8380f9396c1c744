// Each robust rule over 10 updates of 2.5 million parameters, in turns with a straightforward NumPy script:
//   dotnet run -c Release --project bench/RobustRules [python] [members] [parameters]
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.RobustRules;

var python = args.Length > 0 ? args[0] : "python3";
var members = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10;
var parameters = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 2_500_000;
const int turns = 5;

var random = new SeededRandom(1);
var updates = new float[members][];
for (var k = 0; k < members; k++)
    updates[k] = [.. Enumerable.Range(0, parameters).Select(_ => (float)(((random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * (k < 2 ? 50 : 1)) + 0.1))];
var round = new MemberUpdates(updates.Select((update, k) => (k, update)).ToDictionary(u => PartnerName.Parse($"p{u.k:000}"), u => (ReadOnlyMemory<float>)u.update));

IRobustAggregator[] rules =
[
    new CoordinateMedian(), new TrimmedMean(2.0 / members), new Krum(2), new Krum(2, 3), new GeometricMedian(), new NormRule(1.5, clips: false), new NormRule(1.5, clips: true),
];
using var numpy = NumPy.Start(python, updates);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{members} updates of {parameters:N0} parameters; {Environment.ProcessorCount} cores, vectors of {Vector<byte>.Count * 8} bits; medians of {turns} turns, milliseconds"));
Console.WriteLine(numpy is null ? $"'{python}' has no NumPy here: nothing to compare with" : numpy.Version);
Console.WriteLine("rule                 this build     numpy   ratio   largest difference");
foreach (var rule in rules)
{
    var result = rule.Aggregate(round).Values;
    var difference = numpy is null ? double.NaN : result.Zip(numpy.Result(rule.Name), (a, b) => Math.Abs(a - b)).Max();
    var (own, other) = (new double[turns], new double[turns]);
    for (var turn = 0; turn < turns; turn++)
    {
        var clock = Stopwatch.StartNew();
        rule.Aggregate(round);
        own[turn] = clock.Elapsed.TotalMilliseconds;
        other[turn] = numpy is null ? double.NaN : 1000 * numpy.Time(rule.Name);
    }

    Array.Sort(own);
    Array.Sort(other);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{rule.Name,-18} {own[turns / 2],12:F1} {other[turns / 2],9:F0} {other[turns / 2] / own[turns / 2],7:F1}   {difference:G2}"));
}
