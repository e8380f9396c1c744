using System.Collections.Immutable;
using Federated.Domain.Agreements;

namespace Federated.Domain.Aggregation.Robust;

/// <summary>
/// The single updates of a round, read a block at a time, so that they may lie in memory or on a disk. Members stand in the
/// ordinal order of their names: a rule's result cannot depend on who came first.
/// </summary>
public interface IMemberUpdates
{
    /// <summary>Whose updates they are, in the ordinal order of names, each once.</summary>
    ImmutableArray<PartnerName> Members { get; }

    /// <summary>Coordinates of every update.</summary>
    int Dimension { get; }

    /// <summary>
    /// The coordinates from <paramref name="offset"/> on, as many as <paramref name="buffer"/> holds: either the buffer, filled, or a
    /// view of memory that holds them already. Called from several threads at once.
    /// </summary>
    ReadOnlySpan<float> Read(int member, int offset, Span<float> buffer);
}
