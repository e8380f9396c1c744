using System.Security.Cryptography;

namespace Federated.Domain.Privacy.Noise;

/// <summary>
/// The operating system's generator (<see cref="RandomNumberGenerator"/>): for noise that nobody has to be able to redraw.
/// Thread-safe.
/// </summary>
public sealed class SystemRandomStream : IRandomStream
{
    /// <inheritdoc/>
    public void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
