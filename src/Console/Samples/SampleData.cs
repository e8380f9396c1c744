using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Training.Data;

namespace Federated.ConsoleApp.Samples;

/// <summary>The data sets that samples are about, with raw features.</summary>
public static class SampleData
{
    /// <summary>One of this many examples is held out where the data set has no test set of its own.</summary>
    public const int HeldOutPart = 5;

    /// <summary>The 60,000 images that partners train on.</summary>
    /// <param name="folder">The folder of the Fashion-MNIST files.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="FederatedException">FED-1501 when it is not there.</exception>
    public static Dataset FashionTraining(string folder, int classes) =>
        IdxReader.Read(FashionFile(folder, "train-images-idx3-ubyte"), FashionFile(folder, "train-labels-idx1-ubyte"), classes);

    /// <summary>The 10,000 images that models are measured on.</summary>
    /// <param name="folder">The folder of the Fashion-MNIST files.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="FederatedException">FED-1501 when it is not there.</exception>
    public static Dataset FashionTest(string folder, int classes) =>
        IdxReader.Read(FashionFile(folder, "t10k-images-idx3-ubyte"), FashionFile(folder, "t10k-labels-idx1-ubyte"), classes);

    /// <summary>The diagnoses that partners train on, and a fifth, drawn by the seed, that models are measured on.</summary>
    /// <param name="samples">The folder of samples.</param>
    /// <param name="data">The columns.</param>
    /// <param name="seed">Any value.</param>
    /// <exception cref="FederatedException">FED-1501 when it is not there, FED-1001 when the plan declares no columns.</exception>
    public static (Dataset Training, Dataset HeldOut) Wdbc(string samples, DataPlan data, ulong seed)
    {
        var all = CsvDatasetReader.Read(Path.Combine(samples, "wdbc", "wdbc.csv"), PlanData.Columns(data));
        var order = Enumerable.Range(0, all.Count).ToArray();
        Shuffle(order, seed);
        var heldOut = all.Count / HeldOutPart;
        return (all.Take(order.AsSpan(heldOut)), all.Take(order.AsSpan(0, heldOut)));
    }

    private static string FashionFile(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? path
            : File.Exists(path + ".gz") ? path + ".gz"
            : throw new FederatedException(ErrorCodes.DataUnreadable,
                $"Got no Fashion-MNIST at {path}.gz. Install it with 'apt-get install dataset-fashion-mnist', name its folder with --fashion-mnist DIR, or use --data wdbc, which comes along.");
    }

    // Fisher and Yates, from the end.
    private static void Shuffle(int[] order, ulong seed)
    {
        var random = new SeededRandom(SeededRandom.Derive(seed, "demo", "held-out"));
        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = (int)(random.NextDouble() * (i + 1));
            (order[i], order[j]) = (order[j], order[i]);
        }
    }
}
