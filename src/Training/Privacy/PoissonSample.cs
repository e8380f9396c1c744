namespace Federated.Training.Privacy;

/// <summary>
/// The examples that one round draws, each by a coin of its own. A secret of the node: neither the indices nor their number
/// leave it, because the accounting's amplification holds only against those who do not know them (PRIVACY section 3).
/// </summary>
public sealed class PoissonSample
{
    internal PoissonSample(int[] indices, int population, int usualMost)
    {
        Indices = indices;
        Population = population;
        UsualMost = usualMost;
    }

    /// <summary>The chosen examples, ascending; may be none.</summary>
    public ReadOnlyMemory<int> Indices { get; }

    /// <summary>n, the number of examples that were drawn from.</summary>
    public int Population { get; }

    /// <summary>
    /// The mean size plus six standard deviations, at most n: what a trainer does work for, so that its time tells the
    /// sample's size in less than one of 10^8 rounds. Depends on q and n only.
    /// </summary>
    public int UsualMost { get; }
}
