using System.Globalization;
using Federated.Bench.Simulation;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Simulation;
using Federated.Training.Data;

// What a partner's part in a round costs as partners grow: first with next to no training, so that what is left is the
// federation itself, then on Fashion-MNIST. One run each, after one of warm-up.
const int Features = 8;
const int Classes = 2;
const int ExamplesEach = 8;
if (args is [var onePartners, var oneCohort, var oneRounds])
{
    // One size alone, for a profiler.
    var (count, size) = (int.Parse(onePartners, CultureInfo.InvariantCulture), int.Parse(oneCohort, CultureInfo.InvariantCulture));
    Console.WriteLine(Measurement.Heading);
    Console.WriteLine(await Measurement.OfAsync(Tiny(count, size, int.Parse(oneRounds, CultureInfo.InvariantCulture)), Blobs(count)));
    return;
}

var folder = args.Length > 0 ? args[0] : "/usr/share/datasets/fashion-mnist";

await Measurement.OfAsync(Tiny(10, 10, 20), Blobs(10));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, as many workers; logistic model of {(Features + 1) * Classes} parameters, {ExamplesEach} examples a partner, mode none"));
Console.WriteLine(Measurement.Heading + "  growth");
Measurement? before = null;
foreach (var (partners, cohort, rounds) in ((int, int, int)[])[(10, 10, 100), (100, 100, 30), (1000, 1000, 10), (1000, 100, 30)])
{
    var measured = await Measurement.OfAsync(Tiny(partners, cohort, rounds), Blobs(partners));
    var growth = before is null || cohort <= before.Cohort ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $"  x{measured.Cpu / before.Cpu:0.00} for x{cohort / before.Cohort}");
    Console.WriteLine(measured + growth);
    before = measured;
}

var images = Path.Combine(folder, "train-images-idx3-ubyte.gz");
if (!File.Exists(images))
{
    Console.WriteLine($"No Fashion-MNIST at {images}: install dataset-fashion-mnist, or name its folder.");
    return;
}

var raw = IdxReader.Read(images, Path.Combine(folder, "train-labels-idx1-ubyte.gz"), 10);
Console.WriteLine();
Console.WriteLine("Fashion-MNIST, Dirichlet(0.5), MLP 784-64-10 of 50,890 parameters, one local epoch");
Console.WriteLine(Measurement.Heading);
foreach (var (partners, cohort, rounds) in ((int, int, int)[])[(10, 10, 5), (100, 100, 5), (1000, 1000, 3), (1000, 100, 10)])
{
    var plan = Plan(new() { Kind = "mlp", Inputs = raw.FeatureCount, Hidden = [64], Outputs = 10, Seed = 1 }, cohort, rounds) with { Data = new() { Offset = 72.9, Scale = 90 } };
    var shares = Partition.Parse("dirichlet:0.5").Split(raw.Labels.Span, partners, seed: 1);
    Console.WriteLine(await Measurement.OfAsync(plan, new(PlanData.Inputs(plan.Data, raw), shares)));
}

static RunPlan Tiny(int partners, int cohort, int rounds) =>
    Plan(new() { Kind = "logistic", Inputs = Features, Outputs = Classes, Seed = 1 }, cohort, rounds) with { Name = string.Create(CultureInfo.InvariantCulture, $"tiny-{partners}") };

static RunPlan Plan(ModelPlan model, int cohort, int rounds) => new()
{
    Name = "bench",
    Model = model,
    Training = new() { LearningRate = 0.1, BatchSize = 32, LocalEpochs = 1, Seed = 1 },
    Privacy = new() { Mode = PrivacyPlan.None },
    Cohort = new() { Size = cohort, Quorum = cohort },
    Rounds = rounds,
    MaxExamples = 1024,
};

static SharedData Blobs(int partners)
{
    var random = new SeededRandom(1);
    var count = partners * ExamplesEach;
    var features = new float[count * Features];
    var labels = new long[count];
    for (var i = 0; i < count; i++)
    {
        labels[i] = i % Classes;
        for (var j = 0; j < Features; j++)
            features[(i * Features) + j] = (float)random.NextDouble() + labels[i];
    }

    return new(new Dataset(features, Features, labels), Partition.Iid.Split(labels, partners, seed: 1));
}
