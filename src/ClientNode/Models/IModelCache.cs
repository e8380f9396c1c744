using System.Collections.Immutable;
using Federated.Domain.Models;

namespace Federated.ClientNode.Models;

/// <summary>Models by hash.</summary>
public interface IModelCache
{
    /// <summary>
    /// The bytes to train from: the model file whose SHA-256 is the one asked for, or, where the run rounds its downloads, what that codec
    /// makes of it.
    /// </summary>
    /// <param name="model">The model file's hash.</param>
    /// <param name="codecs">The codecs of the run's plan, best first.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="Domain.Errors.FederatedException">FED-1505 when what came has another hash; what the channel says otherwise.</exception>
    Task<byte[]> Get(ContentHash model, ImmutableArray<string> codecs, CancellationToken cancellationToken);
}
