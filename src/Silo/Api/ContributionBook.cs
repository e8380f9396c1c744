using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Contributions;
using Federated.Domain.Ledger;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Ledger;

namespace Federated.Silo.Api;

/// <summary>
/// Contributions, folded from the ledger when they are asked for. What is kept between two questions is entries of the
/// ledger, which never change, so there is no second book to be wrong.
/// </summary>
internal sealed class ContributionBook(IGrainFactory grains) : IDisposable
{
    private const int PageSize = 500;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly List<LedgerEntry> _entries = [];
    private ImmutableDictionary<PartnerName, PartnerContribution> _contributions = ImmutableDictionary<PartnerName, PartnerContribution>.Empty;

    /// <summary>The contribution of every partner that the ledger names.</summary>
    public async Task<ImmutableDictionary<PartnerName, PartnerContribution>> Read(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (await ReadNewEntries() || _contributions.IsEmpty)
                _contributions = ContributionFold.Fold(_entries).ToImmutableDictionary(c => c.Partner);
            return _contributions;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The contribution of one partner; zeros when the ledger does not name it.</summary>
    public async Task<PartnerContribution> Read(PartnerName partner, CancellationToken cancellationToken) =>
        (await Read(cancellationToken)).GetValueOrDefault(partner) ?? Nothing(partner);

    /// <summary>The contribution of a partner that the ledger does not name.</summary>
    public static PartnerContribution Nothing(PartnerName partner) => new(partner, 0, 0, 0, 0, 0, 0);

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<bool> ReadNewEntries()
    {
        var before = _entries.Count;
        var ledger = grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger);
        while (true)
        {
            var page = await ledger.Page(_entries.Count, PageSize);
            _entries.AddRange(page.Entries.Select(e => LedgerCodec.Decode(e)));
            if (page.Entries.IsEmpty || _entries.Count >= page.Size)
                return _entries.Count > before;
        }
    }
}
