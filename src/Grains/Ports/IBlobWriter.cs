using Federated.Domain.Models;

namespace Federated.Grains.Ports;

/// <summary>A blob while it is written. Nothing is stored before <see cref="Commit"/>, and disposing it without one leaves nothing behind.</summary>
public interface IBlobWriter : IByteSink, IAsyncDisposable
{
    /// <summary>Stores what was written; when the call returns it is durable. To be called once, when all of the length is written.</summary>
    /// <exception cref="Domain.Errors.FederatedException">FED-1602 when the storage refuses.</exception>
    Task<ContentHash> Commit(CancellationToken cancellationToken = default);
}
