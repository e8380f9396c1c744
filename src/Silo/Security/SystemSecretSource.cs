using System.Security.Cryptography;
using Federated.Grains.Ports;

namespace Federated.Silo.Security;

/// <summary>The operating system's cryptographic generator.</summary>
public sealed class SystemSecretSource : ISecretSource
{
    /// <inheritdoc/>
    public byte[] Next(int count) => RandomNumberGenerator.GetBytes(count);
}
