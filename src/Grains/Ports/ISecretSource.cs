namespace Federated.Grains.Ports;

/// <summary>Bytes from a cryptographic generator, for salts and round secrets. Tests can fix them; production always uses the system's.</summary>
public interface ISecretSource
{
    /// <summary>Fresh bytes.</summary>
    byte[] Next(int count);
}
