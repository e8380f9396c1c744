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
public sealed class ResidualStore(string folder)
{
    private const int Kept = 2;

    /// <summary>What was left out up to the round before; zeros when nothing was, or when the file is not of this length.</summary>
    public float[] Before(RoundId round, int count)
    {
        var residual = new float[count];
        var bytes = MemoryMarshal.AsBytes(residual.AsSpan());
        if (Rounds(round.Run).LastOrDefault(number => number < round.Number) is var earlier and > 0
            && File.ReadAllBytes(Name(round with { Number = earlier })) is var content && content.Length == bytes.Length)
            content.CopyTo(bytes);
        return residual;
    }

    /// <summary>Keeps what the round left out; on the disk when this returns. Rounds long past are dropped.</summary>
    public void Keep(RoundId round, ReadOnlySpan<float> residual)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Name(round), MemoryMarshal.AsBytes(residual));
        foreach (var number in Rounds(round.Run).Where(number => number <= round.Number).SkipLast(Kept))
            AtomicFile.Delete(Name(round with { Number = number }));
    }

    private int[] Rounds(RunId run) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder, $"{run}.*.residual")
            .Select(file => Path.GetFileName(file).Split('.') is [_, var number, _] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var round) ? round : 0)
            .Order(),
    ];

    private string Name(RoundId round) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{round.Run}.{round.Number}.residual"));
}
