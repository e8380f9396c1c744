// What one hostile partner of five does to the model, with and without the projection:
//   dotnet run -c Release --project bench/HostilePartner [rounds] [folder of Fashion-MNIST]
using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using Federated.Domain.Models;
using Federated.HostilePartner;
using Federated.Training.Data;
using Federated.Training.Features;

const double Kappa = 0.15;
const float CoordinateBound = 1024; // The default of a plan, and the only bound left without the projection.

var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 60;
var folder = args.Length > 1 ? args[1] : "/usr/share/datasets/fashion-mnist";
var model = ModelSpecification.Mlp(HogFeatures.Count, [128], 10, Activation.Tanh);
using var simulation = new Simulation(model, Read("train"), Read("t10k"), rounds);

Console.WriteLine($"Fashion-MNIST, {rounds} rounds; examples of the five partners: {string.Join(", ", simulation.Examples)}");
Console.WriteLine($"{"who is hostile",-14} {"what it sends",-38} {"projection",-10} accuracy       loss seconds");
Measure("nobody", "", "kappa 0.15", Kappa, null);
Measure("the smallest", "kappa q N C against the others' sum", "kappa 0.15", Kappa, Against, 0);
Measure("the middle one", "kappa q N C against the others' sum", "kappa 0.15", Kappa, Against, 2);
Measure("the largest", "kappa q N C against the others' sum", "kappa 0.15", Kappa, Against);
Measure("nobody", "", "none", 1, null);
Measure("the smallest", "q N C against the others' sum", "none", 1, Against, 0);
Measure("the middle one", "q N C against the others' sum", "none", 1, Against, 2);
Measure("the largest", "q N C against the others' sum", "none", 1, Against);
Measure("the smallest", "1,024 against it in every coordinate", "none", 1, Flood, 0);

Dataset Read(string set) => HogFeatures.Apply(IdxReader.Read(
    Path.Combine(folder, $"{set}-images-idx3-ubyte.gz"), Path.Combine(folder, $"{set}-labels-idx1-ubyte.gz"), 10));

void Measure(string who, string sum, string projection, double kappa, HostileSum? hostile, int index = 4)
{
    var clock = Stopwatch.StartNew();
    var result = simulation.Run(kappa, hostile, index);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{who,-14} {sum,-38} {projection,-10} {result.Accuracy,8:P2} {result.MeanLoss,10:F3} {clock.Elapsed.TotalSeconds,7:F0}"));
}

// As long as accepted, straight against what the others want.
static float[] Against(double[] others, double radius)
{
    var factor = -radius * (1 - 1e-6) / TensorPrimitives.Norm<double>(others);
    return Array.ConvertAll(others, value => (float)(value * factor));
}

// The most that is accepted where only coordinates are bounded.
static float[] Flood(double[] others, double radius) => Array.ConvertAll(others, value => value > 0 ? -CoordinateBound : CoordinateBound);
