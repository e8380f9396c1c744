using Federated.ConsoleApp.Samples;

namespace Federated.ConsoleApp.Demo;

/// <summary>What <c>fed demo</c> was asked for.</summary>
public sealed record DemoOptions
{
    /// <summary>The partners for which the sample plans state an accuracy.</summary>
    public const int UsualPartners = 5;

    /// <summary>The inequality of shares for which they do.</summary>
    public const double UsualAlpha = 0.5;

    /// <summary>The folder that holds everything.</summary>
    public required string Home { get; init; }

    /// <summary>True to go on with the federation in <see cref="Home"/> when there is one; false starts afresh.</summary>
    public bool Keep { get; init; }

    /// <summary>The data set.</summary>
    public required SampleDataset Dataset { get; init; }

    /// <summary>True for the data set's private plan, false for the one of mode none.</summary>
    public bool Private { get; init; } = true;

    /// <summary>Rounds, or null for those of the plan.</summary>
    public int? Rounds { get; init; }

    /// <summary>Number of partners, 1 to 50.</summary>
    public int Partners { get; init; } = UsualPartners;

    /// <summary>Concentration of the Dirichlet shares; smaller is more unequal.</summary>
    public double Alpha { get; init; } = UsualAlpha;

    /// <summary>
    /// Seed of the shares, of what is held out, of the initial model and, without privacy, of the order of batches. Samples and noise
    /// of a private run have no seed: they are secret.
    /// </summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The folder of plans and data that come with the project.</summary>
    public required string Samples { get; init; }

    /// <summary>The folder of the Fashion-MNIST files.</summary>
    public required string FashionMnist { get; init; }

    /// <summary>The executables.</summary>
    public required Executables Executables { get; init; }

    /// <summary>The least mean accuracy that the sample plan is stated to reach; null where the options change what it was stated for.</summary>
    public double? Floor => Rounds is null && Partners == UsualPartners && Alpha == UsualAlpha
        ? Private ? Dataset.PrivateFloor : Dataset.PlainFloor
        : null;

    /// <summary>The partners' names.</summary>
    public IReadOnlyList<string> PartnerNames =>
        [.. Enumerable.Range(1, Partners).Select(number => FormattableString.Invariant($"{Dataset.PartnerPrefix}-{number}"))];
}
