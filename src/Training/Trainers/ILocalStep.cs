using static TorchSharp.torch;

namespace Federated.Training.Trainers;

/// <summary>One step of a local training on one batch, or on several that make one gradient.</summary>
internal interface ILocalStep : IDisposable
{
    /// <summary>Takes the step; everything that it makes dies with it.</summary>
    /// <param name="features">All examples, [n, d].</param>
    /// <param name="answers">Their labels or targets, [n].</param>
    /// <param name="rows">The examples of the step, int64.</param>
    /// <param name="step">Which step, from 0.</param>
    /// <param name="steps">How many the training has at most.</param>
    /// <returns>The mean loss of the examples, before the step.</returns>
    double Take(Tensor features, Tensor answers, Tensor rows, long step, long steps);

    /// <summary>What travels of the trained model; null when all of it does.</summary>
    /// <param name="whole">The trained model, flat.</param>
    float[]? Shared(float[] whole) => null;
}
