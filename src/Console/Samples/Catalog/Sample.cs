using Federated.Training.Data;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>
/// A plan in <c>samples/plans</c> with the data that belong to it and what it is stated to reach. <c>fed sample NAME</c> runs it with
/// virtual partners.
/// </summary>
public abstract class Sample
{
    /// <summary>As on the command line; also the name of its plan.</summary>
    public abstract string Name { get; }

    /// <summary>What it shows, in a few words.</summary>
    public abstract string Summary { get; }

    /// <summary>Where the data come from, with the Debian or npm package where they do not come along.</summary>
    public abstract string Source { get; }

    /// <summary>Number of virtual partners.</summary>
    public virtual int Partners => 3;

    /// <summary>How examples are given out: <c>iid</c>, <c>dirichlet:ALPHA</c> or <c>shards:K</c>.</summary>
    public virtual string Partition => "iid";

    /// <summary>What it is stated to reach, of so many held-out examples.</summary>
    /// <param name="heldOut">Number of held-out examples.</param>
    public abstract SampleGoal Goal(int heldOut);

    /// <summary>Raw examples to train on, and others to measure on.</summary>
    /// <param name="sources">Where files are.</param>
    /// <param name="template">The sample's plan.</param>
    /// <param name="seed">Draws what is held out where the data set has no test set of its own.</param>
    /// <exception cref="Domain.Errors.FederatedException">FED-1501 when the data are not there, with what to install.</exception>
    public abstract (Dataset Training, Dataset HeldOut) Load(SampleSources sources, PlanTemplate template, ulong seed);
}
