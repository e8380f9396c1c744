using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Federated.Domain.Errors;

namespace Federated.Domain.Models;

/// <summary>
/// The names, shapes and order of a model's float32 tensors. Parameters travel as one flat array in this order,
/// and every update names the layout's <see cref="Hash"/>.
/// </summary>
/// <remarks>
/// The hash is SHA-256 over UTF-8 text, each line ended by a line feed: first <c>federated.layout.v1</c>, then for each
/// tensor <c>[dimensions] name</c>, the dimensions decimal, separated by commas, without spaces. Example line:
/// <c>[10,784] layers.0.weight</c>. Names hold no control characters, so the text is unambiguous.
/// </remarks>
public sealed class ParameterLayout : IEquatable<ParameterLayout>
{
    private readonly FrozenDictionary<string, int> _offsets;

    private ParameterLayout(ImmutableArray<ParameterTensor> tensors, Dictionary<string, int> offsets, int count)
    {
        Tensors = tensors;
        ParameterCount = count;
        _offsets = offsets.ToFrozenDictionary(StringComparer.Ordinal);
        Hash = ContentHash.Of(Encoding.UTF8.GetBytes(CanonicalText(tensors)));
    }

    /// <summary>The tensors in the order of the flat array.</summary>
    public ImmutableArray<ParameterTensor> Tensors { get; }

    /// <summary>The length of the flat array: the sum of all tensors' counts.</summary>
    public int ParameterCount { get; }

    /// <summary>The hash of the canonical text (see the remarks of this type).</summary>
    public ContentHash Hash { get; }

    /// <summary>Checks the tensors and makes a layout of them, in the order given.</summary>
    /// <exception cref="FederatedException">
    /// FED-1505: no tensor, a name that is empty, too long, reserved, repeated or not printable, a dimension below 1, or more
    /// values in all than one array holds.
    /// </exception>
    public static ParameterLayout Create(IEnumerable<ParameterTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var list = tensors.ToImmutableArray();
        if (list.IsEmpty)
            throw Refuse("Got a layout without tensors, wanted at least one. Give the model's tensors in order.");
        var offsets = new Dictionary<string, int>(StringComparer.Ordinal);
        var total = 0L;
        foreach (var tensor in list)
        {
            TensorName.Check(tensor.Name, ErrorCodes.ModelMalformed);
            if (!offsets.TryAdd(tensor.Name, (int)total))
                throw Refuse($"Got tensor {Excerpt.Of(tensor.Name)} twice, wanted each name once. Rename one of them.");
            total += CountOf(tensor);
            if (total > Array.MaxLength)
                throw Refuse($"Got more than {Array.MaxLength} values up to tensor {Excerpt.Of(tensor.Name)}, wanted fewer. " +
                    "Use a smaller model.");
        }
        return new(list, offsets, (int)total);
    }

    /// <summary>Where the tensor's first value stands in the flat array.</summary>
    /// <exception cref="FederatedException">FED-1505 when the layout has no tensor of that name.</exception>
    public int OffsetOf(string name) => _offsets.TryGetValue(name, out var offset)
        ? offset
        : throw Refuse($"Got tensor name {Excerpt.Of(name)}, " +
            $"wanted one of this layout's: {Excerpt.Of(string.Join(", ", Tensors.Select(t => t.Name)))}.");

    /// <summary>True when both hold the same tensors in the same order.</summary>
    public bool Equals(ParameterLayout? other) => other is not null && Tensors.AsSpan().SequenceEqual(other.Tensors.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ParameterLayout);

    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode();

    private static long CountOf(ParameterTensor tensor)
    {
        var count = 1L;
        foreach (var dimension in tensor.Shape)
        {
            if (dimension < 1)
                throw Refuse($"Got dimension {dimension} in tensor {Excerpt.Of(tensor.Name)}, wanted 1 or more. Correct the shape.");
            count *= dimension;
            if (count > Array.MaxLength)
                throw Refuse($"Got tensor {Excerpt.Of(tensor.Name)} with more than {Array.MaxLength} values, wanted at most that many. " +
                    "Use a smaller model.");
        }
        return count;
    }

    private static string CanonicalText(ImmutableArray<ParameterTensor> tensors)
    {
        var text = new StringBuilder("federated.layout.v1\n");
        foreach (var tensor in tensors)
            text.Append('[').AppendJoin(',', tensor.Shape).Append("] ").Append(tensor.Name).Append('\n');
        return text.ToString();
    }

    private static FederatedException Refuse(string message) => new(ErrorCodes.ModelMalformed, message);
}
