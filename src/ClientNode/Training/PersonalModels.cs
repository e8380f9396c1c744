using System.Globalization;
using Federated.ClientNode.Storage;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Training;

/// <summary>
/// A partner's own models: whole model files, one for every round of a run that has something personal. They never leave the house. A
/// round that is trained again after a crash starts from the same file as before.
/// </summary>
/// <param name="folder">Made at the first write.</param>
/// <param name="storage">The disk when null.</param>
public sealed class PersonalModels(string folder, INodeStorage? storage = null)
{
    private const int Kept = 2;
    private const string Extension = ".safetensors";
    private readonly INodeStorage _storage = storage ?? DiskStorage.Instance;

    /// <summary>The partner's model as it stood before a round, flat; null before the first, or when the file is of another model.</summary>
    public float[]? Before(RoundId round, ParameterLayout layout)
    {
        if (Rounds(round.Run).LastOrDefault(number => number < round.Number) is not (var earlier and > 0) || _storage.Read(PathOf(round with { Number = earlier })) is not { } file)
            return null;
        return ModelFile.Read(file, layout);
    }

    /// <summary>Keeps the partner's model after a round; on the disk when this returns. Rounds long past are dropped.</summary>
    /// <returns>The file.</returns>
    public string Keep(RoundId round, ParameterLayout layout, ReadOnlySpan<float> model)
    {
        var path = PathOf(round);
        _storage.Write(path, ModelFile.Write(layout, model), secret: true);
        foreach (var number in Rounds(round.Run).Where(number => number <= round.Number).SkipLast(Kept))
            _storage.Delete(PathOf(round with { Number = number }));
        return path;
    }

    private int[] Rounds(RunId run) =>
    [
        .. _storage.List(folder)
            .Where(file => Path.GetFileName(file).StartsWith($"{run}.", StringComparison.Ordinal) && file.EndsWith(Extension, StringComparison.Ordinal))
            .Select(file => Path.GetFileName(file).Split('.') is [_, var number, _] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var round) ? round : 0)
            .Order(),
    ];

    private string PathOf(RoundId round) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{round.Run}.{round.Number:000000}{Extension}"));
}
