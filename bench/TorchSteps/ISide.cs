namespace Federated.TorchSteps;

/// <summary>One side of a comparison: something that can take training steps and say how long they took.</summary>
internal interface ISide : IDisposable
{
    /// <summary>Takes some steps.</summary>
    /// <returns>Seconds for all of them, and the loss of the last.</returns>
    (double Seconds, double Loss) Take(int steps);
}
