using System.Collections.Immutable;
using Federated.Domain.Agreements;

namespace Federated.Domain.Aggregation.Robust;

/// <summary>Updates in memory.</summary>
public sealed class MemberUpdates : IMemberUpdates
{
    private readonly ReadOnlyMemory<float>[] _updates;

    /// <param name="updates">One update a member, in any order, all of one length; not copied.</param>
    /// <exception cref="ArgumentException">No update, an empty one, or lengths that differ.</exception>
    public MemberUpdates(IReadOnlyDictionary<PartnerName, ReadOnlyMemory<float>> updates)
    {
        ArgumentNullException.ThrowIfNull(updates);
        Members = [.. updates.Keys.OrderBy(name => name.ToString(), StringComparer.Ordinal)];
        _updates = [.. Members.Select(name => updates[name])];
        Dimension = _updates.Length > 0 ? _updates[0].Length : 0;
        if (Dimension == 0 || Array.Exists(_updates, update => update.Length != Dimension))
            throw new ArgumentException("Got no updates, or updates of different lengths, wanted one vector of the same length for each member.", nameof(updates));
    }

    /// <inheritdoc/>
    public ImmutableArray<PartnerName> Members { get; }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Read(int member, int offset, Span<float> buffer) => _updates[member].Span.Slice(offset, buffer.Length);
}
