using System.Security.Cryptography;
using Federated.Domain.Rounds;

namespace Federated.Grains.Round;

/// <summary>
/// Where the intake of this process lays a large sum for a round of this process, which then reads it where it is: no copy, and no sum without
/// noise on a disk. A round in another silo gets it by blob.
/// </summary>
public sealed class SumDesk
{
    private readonly Dictionary<RoundId, LentSum> _sums = [];
    private readonly Lock _lock = new();

    /// <summary>Names this desk, and so this process.</summary>
    public string Id { get; } = "desk-" + RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Lays a sum down; an earlier one of the round goes back.</summary>
    public void Lay(RoundId round, LentSum sum)
    {
        LentSum? before;
        lock (_lock)
        {
            _sums.Remove(round, out before);
            _sums.Add(round, sum);
        }

        before?.Dispose();
    }

    /// <summary>Takes the sum of a round, which the caller gives back; null when there is none.</summary>
    public LentSum? Take(RoundId round)
    {
        lock (_lock)
            return _sums.Remove(round, out var sum) ? sum : null;
    }
}
