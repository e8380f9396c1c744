using Federated.Domain.Registry;
using Federated.Grains.Ports;

namespace Federated.Grains.Models;

/// <summary>
/// The registry of models, folded from the ledger when it is asked for. What is kept between two questions is the fold of
/// entries that never change, so there is no second book to be wrong.
/// </summary>
/// <param name="ledger">The ledger.</param>
public sealed class ModelBook(ILedgerStore ledger)
{
    private const int PageSize = 500;
    private readonly Lock _newest = new();
    private ModelRegistry _registry = ModelRegistry.Empty;
    private long _size;

    /// <summary>The registry, and the number of entries that it is the fold of: at least as many as the ledger had at the call.</summary>
    public async Task<(ModelRegistry Registry, long Size)> Read(CancellationToken cancellationToken = default)
    {
        ModelRegistry registry;
        long size;
        lock (_newest)
            (registry, size) = (_registry, _size);
        while (await ledger.Page(size, PageSize, cancellationToken) is { IsEmpty: false } page)
        {
            foreach (var entry in page)
                registry = registry.Apply(entry.Decode());
            size += page.Length;
        }

        lock (_newest)
        {
            if (size > _size)
                (_registry, _size) = (registry, size);
        }

        return (registry, size);
    }
}
