using System.Collections.Immutable;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Strategies;

/// <summary>
/// What a server optimiser remembers between rounds. It is stored durably with each model, so that a run goes on after a crash as if
/// there had been none. <see cref="ServerStateReader"/> and <see cref="ServerStateWriter"/> take it a piece at a time.
/// </summary>
/// <remarks>
/// Bytes: a safetensors file with one F64 vector a moment, names in ordinal order, and the metadata entry <c>federated.step</c>. The same
/// state gives the same bytes.
/// </remarks>
public sealed class ServerState
{
    internal const string StepKey = "federated.step";
    private readonly ImmutableSortedDictionary<string, double[]> _moments;

    /// <summary>Wraps the moments without copying; they must not be changed afterwards.</summary>
    /// <param name="step">Steps taken, from 0.</param>
    /// <param name="moments">Vectors by name, each as long as the model.</param>
    /// <exception cref="ArgumentException">A negative step or an empty vector.</exception>
    /// <exception cref="FederatedException">FED-1505 when a name cannot stand in a safetensors file.</exception>
    public ServerState(long step, IReadOnlyDictionary<string, double[]> moments)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentNullException.ThrowIfNull(moments);
        foreach (var (name, values) in moments)
        {
            TensorName.Check(name, ErrorCodes.ModelMalformed);
            if (values.Length == 0)
                throw new ArgumentException($"Got moment {Excerpt.Of(name)} without values, wanted one a parameter.", nameof(moments));
        }
        Step = step;
        _moments = moments.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>The state before the first step.</summary>
    public static ServerState Empty { get; } = new(0, ImmutableSortedDictionary<string, double[]>.Empty);

    /// <summary>Steps taken, from 0.</summary>
    public long Step { get; }

    /// <summary>The optimiser's vectors by name, each as long as the model. Not to be changed.</summary>
    public IReadOnlyDictionary<string, double[]> Moments => _moments;

    /// <summary>The bytes described in the remarks of this type.</summary>
    /// <exception cref="FederatedException">FED-1505 when they would exceed what an array holds.</exception>
    public byte[] ToBytes()
    {
        var writer = new ServerStateWriter(Step, _moments.Select(moment => (moment.Key, moment.Value.Length)));
        if (writer.Length > Array.MaxLength)
            throw new FederatedException(ErrorCodes.ModelMalformed,
                $"Got {writer.Length} bytes of optimiser state, wanted at most {Array.MaxLength}. " +
                "Use a smaller model or fewer moments.");
        var bytes = new byte[writer.Length];
        var file = new ByteArray(bytes);
        writer.WriteHeader(file);
        foreach (var (name, values) in _moments)
            writer.Write(file, name, 0, [.. values]);
        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FederatedException">FED-1603 for anything else.</exception>
    public static ServerState FromBytes(ReadOnlySpan<byte> bytes)
    {
        var reader = new ServerStateReader(new ByteArray(bytes.ToArray()));
        var moments = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var (name, length) in reader.Vectors)
        {
            var values = new double[length];
            reader.Read(name, 0, values);
            moments.Add(name, values);
        }
        return new(reader.Step, moments);
    }
}
