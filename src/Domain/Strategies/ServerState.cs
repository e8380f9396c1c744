using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Strategies;

/// <summary>
/// What a server optimiser remembers between rounds. It is stored durably with each model, so that a run goes on after a crash as if
/// there had been none.
/// </summary>
/// <remarks>
/// Bytes: a safetensors file with one F64 vector a moment, names in ordinal order, and the metadata entry <c>federated.step</c>. The same
/// state gives the same bytes.
/// </remarks>
public sealed class ServerState
{
    private const string StepKey = "federated.step";
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

    /// <summary>This state with one more vector, which need not be as long as the model and which no strategy looks at.</summary>
    public ServerState With(string name, double[] values) => new(Step, _moments.SetItem(name, values));

    /// <summary>The one value of a vector that <see cref="With"/> added.</summary>
    /// <exception cref="FederatedException">FED-1603 when the state lacks it or it has another length.</exception>
    public double Single(string name) => _moments.TryGetValue(name, out var values) && values.Length == 1
        ? values[0]
        : throw Refuse($"Got a state after {Step} steps without the one value of {Excerpt.Of(name)}, wanted it.");

    /// <summary>The bytes described in the remarks of this type.</summary>
    /// <exception cref="FederatedException">FED-1505 when they would exceed what an array holds.</exception>
    public byte[] ToBytes()
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [StepKey] = Step.ToString(CultureInfo.InvariantCulture) };
        var header = SafetensorsHeaderWriter.Write(
            SafetensorsDType.Float64, _moments.Select(m => (m.Key, Enumerable.Repeat(m.Value.Length, 1))), metadata);
        var length = header.Length + _moments.Values.Sum(values => sizeof(double) * (long)values.Length);
        if (length > Array.MaxLength)
            throw new FederatedException(ErrorCodes.ModelMalformed,
                $"Got {length} bytes of optimiser state, wanted at most {Array.MaxLength}. " +
                "Use a smaller model or fewer moments.");
        var bytes = new byte[length];
        header.CopyTo(bytes, 0);
        var position = header.Length;
        foreach (var values in _moments.Values)
        {
            LittleEndian.Write(values, bytes.AsSpan(position));
            position += sizeof(double) * values.Length;
        }
        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FederatedException">FED-1603 for anything else.</exception>
    public static ServerState FromBytes(ReadOnlySpan<byte> bytes)
    {
        var header = SafetensorsHeader.Parse(bytes, ErrorCodes.StorageCorrupt);
        if (bytes.Length - header.DataOffset != header.DataLength)
            throw Refuse($"Got {bytes.Length - header.DataOffset} bytes of moments, wanted {header.DataLength}.");
        if (header.Metadata.Count != 1 || !header.Metadata.TryGetValue(StepKey, out var text)
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var step))
            throw Refuse($"Got metadata without a whole '{StepKey}' alone, wanted that.");
        var moments = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var tensor in header.Tensors)
        {
            if (tensor.DType != SafetensorsDType.Float64 || tensor.Shape.Length != 1 || tensor.Begin == tensor.End)
                throw Refuse($"Got moment {Excerpt.Of(tensor.Name)} as {tensor.DType} [{string.Join(',', tensor.Shape)}], " +
                    $"wanted a vector of {SafetensorsDType.Float64}.");
            var values = new double[tensor.Shape[0]];
            LittleEndian.Read(bytes.Slice((int)(header.DataOffset + tensor.Begin), (int)(tensor.End - tensor.Begin)), values);
            moments.Add(tensor.Name, values);
        }
        return new(step, moments);
    }

    /// <summary>The moment of that name, or a fresh one filled with <paramref name="initial"/> before the first step; always a
    /// copy.</summary>
    /// <exception cref="FederatedException">FED-1603 when a later state lacks it or it has another length.</exception>
    internal double[] CopyMoment(string name, int length, double initial)
    {
        if (_moments.TryGetValue(name, out var values))
            return values.Length == length ? [.. values]
                : throw Refuse($"Got moment {Excerpt.Of(name)} of {values.Length} values, wanted {length}.");
        if (Step > 0)
            throw Refuse($"Got a state after {Step} steps without moment {Excerpt.Of(name)}, wanted it.");
        var fresh = new double[length];
        Array.Fill(fresh, initial);
        return fresh;
    }

    private static FederatedException Refuse(string message) =>
        new(ErrorCodes.StorageCorrupt, message + " It belongs to another strategy or is damaged; restore the state that the ledger names.");
}
