using Federated.Domain.Aggregation;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Models;

namespace Federated.Grains.Round;

/// <summary>
/// What a round has from its intakes: the exact sum of its members' updates, or, where a robust rule takes the place of the mean, the
/// list of the updates that are kept. One of the two is there.
/// </summary>
public sealed record Gathered
{
    private Gathered(PartialSum? sum, KeptMembers? kept) => (Sum, Kept) = (sum, kept);

    /// <summary>The sum.</summary>
    public PartialSum? Sum { get; }

    /// <summary>The updates one by one.</summary>
    public KeptMembers? Kept { get; }

    /// <summary>A sum.</summary>
    public static Gathered Of(PartialSum sum) => new(sum, null);

    /// <summary>Updates one by one.</summary>
    public static Gathered Of(KeptMembers kept) => new(null, kept);

    /// <summary>All of one round together.</summary>
    /// <param name="parts">What its intakes hold, at least one part, all of one kind.</param>
    public static Gathered Combine(IReadOnlyList<Gathered> parts) => parts[0].Sum is null
        ? Of(new KeptMembers(parts.SelectMany(part => part.Kept!.Members)))
        : Of(PartialSum.Combine([.. parts.Select(part => part.Sum!)]));

    /// <summary>What the sealed entry says of it (<see cref="PartialSum.Commitment"/>, <see cref="KeptMembers.Commitment"/>).</summary>
    public ContentHash Commitment(ReadOnlySpan<byte> key) => Kept?.Commitment(key) ?? Sum!.Commitment(key);
}
