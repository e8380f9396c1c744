using Federated.Domain.Privacy.Noise;
using Federated.Training.Privacy;

namespace Federated.ClientNode.Training;

/// <summary>Discrete Gaussian noise from the system's cryptographic generator: fresh at every call, never from a seed.</summary>
public sealed class CryptographicNoise : IGridNoise
{
    private readonly SystemRandomStream _stream = new();

    /// <inheritdoc/>
    public void AddNoise(Span<long> sums, long sigma)
    {
        var noise = new long[sums.Length];
        new DiscreteGaussian(sigma).Fill(noise, _stream);
        for (var i = 0; i < noise.Length; i++)
            sums[i] = checked(sums[i] + noise[i]);
    }
}
