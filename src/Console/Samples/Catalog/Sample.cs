using Federated.ConsoleApp.Simulate;
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

    /// <summary>How examples are given out: <c>iid</c>, <c>dirichlet:ALPHA</c> or <c>shards:K</c>, or in words where <see cref="Share"/> has a way of its own.</summary>
    public virtual string Partition => "iid";

    /// <summary>True where the model of every round is measured by its accuracy on what is held out.</summary>
    public virtual bool HasAccuracy => false;

    /// <summary>Raw examples to train on, and others to measure on.</summary>
    /// <param name="sources">Where files are.</param>
    /// <param name="template">The sample's plan.</param>
    /// <param name="seed">Draws what is held out where the data set has no test set of its own.</param>
    /// <exception cref="Domain.Errors.FederatedException">FED-1501 when the data are not there, with what to install.</exception>
    public abstract (Dataset Training, Dataset HeldOut) Load(SampleSources sources, PlanTemplate template, ulong seed);

    /// <summary>Which examples each partner has.</summary>
    /// <param name="training">What is given out.</param>
    /// <param name="seed">Any value.</param>
    public virtual int[][] Share(Dataset training, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(training);
        return Training.Data.Partition.Parse(Partition).Split(training.Labels.Span, Partners, seed);
    }

    /// <summary>True where the run starts from a model that was trained before (<see cref="PretrainAsync"/>).</summary>
    public virtual bool IsPretrained => false;

    /// <summary>The model file that the run starts from, which is imported before.</summary>
    /// <param name="sources">Where files are.</param>
    /// <param name="runs">Runs plans.</param>
    /// <param name="seed">The seed of the shares.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidOperationException">The sample starts from initial parameters.</exception>
    public virtual Task<byte[]> PretrainAsync(SampleSources sources, QuietRun runs, ulong seed, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"Sample '{Name}' starts from initial parameters.");

    /// <summary>Measures the model and compares.</summary>
    /// <param name="outcome">The model.</param>
    /// <param name="runs">Runs plans to compare with.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public abstract Task<SampleVerdict> JudgeAsync(SampleOutcome outcome, QuietRun runs, CancellationToken cancellationToken);
}
