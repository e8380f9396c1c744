using Federated.Domain.Models;

namespace Federated.Grains.Ports;

/// <summary>What a blob store holds, for whoever removes what nothing names any more.</summary>
public interface IBlobInventory
{
    /// <summary>Every blob that is there now.</summary>
    /// <exception cref="Domain.Errors.FederatedException">FED-1602 when the storage cannot be read.</exception>
    IReadOnlyList<StoredBlob> List();

    /// <summary>
    /// Removes a blob, unless it was written or put again at <paramref name="writtenBefore"/> or later; looking and removing are one step
    /// to a <see cref="IBlobStore.Put"/> of the same content.
    /// </summary>
    /// <returns>True when it is gone by this call.</returns>
    /// <exception cref="Domain.Errors.FederatedException">FED-1602 when the storage refuses.</exception>
    bool Remove(ContentHash hash, DateTimeOffset writtenBefore);
}
