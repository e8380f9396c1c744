using System.Globalization;
using System.Runtime.InteropServices;
using Federated.ClientNode.Storage;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Training;

/// <summary>
/// What a codec left out of earlier updates of a run, on the disk: error feedback adds it to the next one. One file a round, so that a
/// round that is trained again after a crash starts from what it started from before.
/// </summary>
/// <param name="folder">Made at the first write.</param>
/// <param name="storage">The disk when null.</param>
public sealed class ResidualStore(string folder, INodeStorage? storage = null)
{
    private const int Kept = 2;
    private const string Extension = ".residual";
    private readonly INodeStorage _storage = storage ?? DiskStorage.Instance;

    /// <summary>What was left out up to the round before; zeros when nothing was, or when the file is not of this length.</summary>
    public float[] Before(RoundId round, int count)
    {
        var residual = new float[count];
        var bytes = MemoryMarshal.AsBytes(residual.AsSpan());
        if (Rounds(round.Run).LastOrDefault(number => number < round.Number) is var earlier and > 0
            && _storage.Read(Name(round with { Number = earlier })) is { } content && content.Length == bytes.Length)
            content.CopyTo(bytes);
        return residual;
    }

    /// <summary>Keeps what the round left out; on the disk when this returns. Rounds long past are dropped.</summary>
    public void Keep(RoundId round, ReadOnlySpan<float> residual)
    {
        _storage.Write(Name(round), MemoryMarshal.AsBytes(residual));
        foreach (var number in Rounds(round.Run).Where(number => number <= round.Number).SkipLast(Kept))
            _storage.Delete(Name(round with { Number = number }));
    }

    private int[] Rounds(RunId run) =>
    [
        .. _storage.List(folder)
            .Where(file => Path.GetFileName(file).StartsWith($"{run}.", StringComparison.Ordinal) && file.EndsWith(Extension, StringComparison.Ordinal))
            .Select(file => Path.GetFileName(file).Split('.') is [_, var number, _] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var round) ? round : 0)
            .Order(),
    ];

    private string Name(RoundId round) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{round.Run}.{round.Number}.residual"));
}
