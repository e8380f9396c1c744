using System.Collections.Immutable;
using Federated.ConsoleApp.Samples;
using Federated.ConsoleApp.Samples.Catalog;

namespace Federated.ConsoleApp.Simulate;

/// <summary>What <c>fed simulate</c> was asked for.</summary>
public sealed record SimulateOptions
{
    /// <summary>The plan file, or a private template without numbers of examples.</summary>
    public required string Plan { get; init; }

    /// <summary>Number of virtual partners.</summary>
    public required int Partners { get; init; }

    /// <summary>A sample data set, or null for files.</summary>
    public SampleDataset? Dataset { get; init; }

    /// <summary>A sample with data of its own and something that it is stated to reach, or null.</summary>
    public Sample? Sample { get; init; }

    /// <summary>One CSV file, or IDX images and labels; empty for a sample data set.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>How examples are given out, as on the command line.</summary>
    public string Partition { get; init; } = "dirichlet:0.5";

    /// <summary>Seed of the shares.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Partners that train at the same time, or null for one on each core.</summary>
    public int? Workers { get; init; }

    /// <summary>Rounds, or null for those of the plan.</summary>
    public int? Rounds { get; init; }

    /// <summary>Cohort and quorum, or null for those of the plan.</summary>
    public int? Cohort { get; init; }

    /// <summary>Where the federation is kept, or null.</summary>
    public string? Keep { get; init; }

    /// <summary>The file of figures, or null.</summary>
    public string? Json { get; init; }

    /// <summary>The folder of plans and data that come with the project; null when the data are files.</summary>
    public string? Samples { get; init; }

    /// <summary>The folder of the Fashion-MNIST files.</summary>
    public required string FashionMnist { get; init; }

    /// <summary>The folder of the MNIST files; only samples need it.</summary>
    public string Mnist { get; init; } = SampleSources.MnistFolder;

    /// <summary>A file of verses for samples about text, or null.</summary>
    public string? Text { get; init; }

    /// <summary>The folder of what samples make.</summary>
    public string Output { get; init; } = SampleSources.OutputFolder;

    /// <summary>Where the data of samples are.</summary>
    public SampleSources Sources => new(Samples!, FashionMnist, Mnist, Text, Output);
}
