using System.Globalization;
using Federated.ClientNode.Storage;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Training;

/// <summary>
/// The node's control variates of SCAFFOLD runs, c_i after every round that may still count. Training a round writes a file beside the
/// earlier one and never changes it: which of them is the current one follows from the assignment, which names the last committed
/// round that counted this node's update. So an abandoned round, a late update or a crash changes nothing, and a round trained
/// again starts from the same c_i.
/// </summary>
/// <param name="folder">The folder; made when something is first written. Its files hold gradients of private data: they are readable
/// by their owner only and never sent.</param>
/// <param name="storage">The disk when null.</param>
public sealed class ControlVariates(string folder, INodeStorage? storage = null)
{
    private readonly INodeStorage _storage = storage ?? DiskStorage.Instance;
    private const string Extension = ".safetensors";

    /// <summary>c_i as it stood after a round; zeros after round 0, before any counted.</summary>
    /// <exception cref="FederatedException">FED-1603 when the file is gone; FED-1505 when it is of another model.</exception>
    public float[] Read(RoundId round, ParameterLayout model)
    {
        if (round.Number == 0)
            return new float[model.ParameterCount];
        var path = PathOf(round);
        return _storage.Read(path) is { } file
            ? ModelFile.Read(file, model)
            : throw new FederatedException(ErrorCodes.StorageCorrupt,
                $"The control variate after {round} is missing at {path}: the federation counted that round, so the node cannot go on without it. Restore the folder from a backup.");
    }

    /// <summary>Keeps c_i as a round would leave it; on the disk when this returns.</summary>
    public void Write(RoundId round, ParameterLayout model, ReadOnlySpan<float> control) =>
        _storage.Write(PathOf(round), ModelFile.Write(model, control), secret: true);

    /// <summary>Drops what no assignment can ask for any more: states of the run before a round that counted.</summary>
    public void Forget(RoundId counted)
    {
        foreach (var path in _storage.List(folder))
        {
            var name = Path.GetFileName(path);
            if (name.StartsWith($"{counted.Run}.", StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal)
                && string.CompareOrdinal(name, Path.GetFileName(PathOf(counted))) < 0)
                _storage.Delete(path);
        }
    }

    private string PathOf(RoundId round) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{round.Run}.{round.Number:000000}{Extension}"));
}
