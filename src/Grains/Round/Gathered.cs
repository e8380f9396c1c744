using Federated.Domain.Aggregation;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Models;

namespace Federated.Grains.Round;

/// <summary>
/// What a round has from its intakes: the exact sum of its members' updates, or, where a robust rule takes the place of the mean, the
/// list of the updates that are kept. One of the two is there.
/// </summary>
public sealed class Gathered : IDisposable
{
    private readonly IReadOnlyList<IDisposable> _held;

    private Gathered(IExactSum? sum, KeptMembers? kept, params IReadOnlyList<IDisposable> held) => (Sum, Kept, _held) = (sum, kept, held);

    /// <summary>The sum.</summary>
    public IExactSum? Sum { get; }

    /// <summary>The updates one by one.</summary>
    public KeptMembers? Kept { get; }

    /// <summary>A sum in memory.</summary>
    public static Gathered Of(IExactSum sum) => new(sum, null);

    /// <summary>A sum that lies on the desk.</summary>
    public static Gathered Of(LentSum sum) => new(sum.Sum, null, sum);

    /// <summary>A sum in a blob, which need not be named any more.</summary>
    public static Gathered Of(StoredBytes sum) => new(new PartialSumReader(sum), null, sum);

    /// <summary>Updates one by one.</summary>
    public static Gathered Of(KeptMembers kept) => new(null, kept);

    /// <summary>All of one round together.</summary>
    /// <param name="parts">What its intakes hold, at least one part, all of one kind.</param>
    public static Gathered Combine(IReadOnlyList<Gathered> parts) => parts.Count == 1 ? parts[0]
        : parts[0].Sum is null ? Of(new KeptMembers(parts.SelectMany(part => part.Kept!.Members)))
        : new(new CombinedSum(parts.Select(part => part.Sum!)), null, parts);

    /// <summary>What the sealed entry says of it (<see cref="SumPieces.Commitment"/>, <see cref="KeptMembers.Commitment"/>).</summary>
    public ContentHash Commitment(ReadOnlySpan<byte> key) => Kept?.Commitment(key) ?? Sum!.Commitment(key);

    /// <summary>Gives back what it reads from.</summary>
    public void Dispose()
    {
        foreach (var held in _held)
            held.Dispose();
    }
}
