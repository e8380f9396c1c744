using Federated.Domain.Models;

namespace Federated.ClientNode.Models;

/// <summary>Models by hash.</summary>
public interface IModelCache
{
    /// <summary>The bytes of a model, whose SHA-256 is the one asked for.</summary>
    /// <exception cref="Domain.Errors.FederatedException">FED-1505 when what came has another hash; what the channel says otherwise.</exception>
    Task<byte[]> Get(ContentHash model, CancellationToken cancellationToken);
}
