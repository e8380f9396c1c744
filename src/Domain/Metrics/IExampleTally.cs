namespace Federated.Domain.Metrics;

/// <summary>Takes what a model puts out for one example after the other, each in the form of the model's task.</summary>
public interface IExampleTally
{
    /// <summary>An example of a classifier.</summary>
    /// <param name="outputs">One output a class, or a single logit (<see cref="ClassOutputs"/>).</param>
    /// <param name="label">Its class.</param>
    void AddClass(ReadOnlySpan<float> outputs, int label);

    /// <summary>An example of a model that predicts a number.</summary>
    /// <param name="predicted">In the target's own unit.</param>
    /// <param name="target">In its own unit.</param>
    void AddNumber(double predicted, double target);

    /// <summary>A row of a language model.</summary>
    /// <param name="outputs">One logit for every token of the vocabulary, place after place.</param>
    /// <param name="next">The token that comes next at every place.</param>
    /// <param name="padding">The token that stands for nothing: its places are left out.</param>
    void AddSequence(ReadOnlySpan<float> outputs, ReadOnlySpan<int> next, int padding);

    /// <summary>An example that has a loss and nothing else, as of an autoencoder.</summary>
    void AddLoss(double loss);
}
