using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Errors;

namespace Federated.Domain.Models;

/// <summary>
/// A model as a plan declares it: fully connected layers with one activation between them. The names, shapes and order
/// of its tensors are those of a PyTorch <c>Sequential</c> of <c>Linear</c> called <c>layers</c>.
/// </summary>
/// <param name="Kind"><c>mlp</c> (one hidden layer or more) or <c>logistic</c> (none).</param>
/// <param name="Inputs">Features per example, at least 1.</param>
/// <param name="Hidden">Widths of the hidden layers, in order; empty for <c>logistic</c>.</param>
/// <param name="Outputs">Classes or logits, at least 1.</param>
/// <param name="Activation">Between layers; a <c>logistic</c> has none and ignores it.</param>
public sealed record ModelSpecification(string Kind, int Inputs, ImmutableArray<int> Hidden, int Outputs, Activation Activation)
{
    /// <summary>The kind of a multilayer perceptron.</summary>
    public const string Mlp = "mlp";

    /// <summary>The kind of a single linear layer.</summary>
    public const string Logistic = "logistic";

    /// <summary>Widths of the hidden layers, in order; empty for <c>logistic</c>.</summary>
    public ImmutableArray<int> Hidden { get; init; } = Hidden.IsDefault ? [] : Hidden;

    /// <summary>
    /// <c>layers.0.weight</c> [out, in], <c>layers.0.bias</c> [out], <c>layers.1.weight</c> and so on. Computed at each call.
    /// </summary>
    /// <exception cref="FederatedException">FED-1001 when the specification is invalid; FED-1505 when it has more values than an
    /// array holds.</exception>
    public ParameterLayout Layout
    {
        get
        {
            Validate();
            int[] widths = [Inputs, .. Hidden, Outputs];
            return ParameterLayout.Create(Enumerable.Range(0, widths.Length - 1).SelectMany(layer => new ParameterTensor[]
            {
                new(string.Create(CultureInfo.InvariantCulture, $"layers.{layer}.weight"), [widths[layer + 1], widths[layer]]),
                new(string.Create(CultureInfo.InvariantCulture, $"layers.{layer}.bias"), [widths[layer + 1]]),
            }));
        }
    }

    /// <summary>Refuses a specification that describes no model.</summary>
    /// <exception cref="FederatedException">FED-1001: unknown kind or activation, a width below 1, hidden layers where none
    /// belong or none where one must be.</exception>
    public void Validate()
    {
        if (Kind is not (Mlp or Logistic))
            throw Refuse($"Got model kind {Excerpt.Of(Kind)}, wanted '{Mlp}' or '{Logistic}'.");
        if (!Enum.IsDefined(Activation))
            throw Refuse($"Got activation {(int)Activation}, wanted relu, tanh or sigmoid.");
        if (Kind == Logistic && !Hidden.IsEmpty)
            throw Refuse($"Got a '{Logistic}' model with {Hidden.Length} hidden layers, wanted none. Use '{Mlp}' for hidden layers.");
        if (Kind == Mlp && Hidden.IsEmpty)
            throw Refuse($"Got an '{Mlp}' model without hidden layers, wanted at least one. Use '{Logistic}' for none.");
        CheckWidth("inputs", Inputs);
        CheckWidth("outputs", Outputs);
        foreach (var width in Hidden)
            CheckWidth("the width of a hidden layer", width);
    }

    /// <summary>
    /// Fresh parameters in layout order, the same bits on every machine: PyTorch's default for <c>Linear</c>, weight and bias
    /// uniform on [-1/sqrt(in), 1/sqrt(in)] (<c>kaiming_uniform_</c> with a = sqrt 5; He et al. 1502.01852, section 2.2).
    /// </summary>
    /// <remarks>
    /// Each tensor has its own stream, <c>SeededRandom(Derive(seed, "initial-parameters", tensor name))</c>; value i is
    /// <c>(float)((2 u_i - 1) * (1 / sqrt(in)))</c> in doubles, with u_i its i-th <see cref="SeededRandom.NextDouble"/>. The bits
    /// are not PyTorch's own for any seed.
    /// </remarks>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="FederatedException">As <see cref="Layout"/>.</exception>
    public float[] InitialParameters(ulong seed)
    {
        var values = new float[Layout.ParameterCount];
        InitialParameters(seed, values.Length, (first, piece) => piece.CopyTo(values.AsSpan(first)));
        return values;
    }

    /// <summary>The same, handed out a piece at a time, in order; no piece spans two tensors.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="pieceLength">Values of the longest piece.</param>
    /// <param name="take">Gets the place of the first value, and the values, which it may change.</param>
    /// <exception cref="FederatedException">As <see cref="Layout"/>.</exception>
    public void InitialParameters(ulong seed, int pieceLength, Action<int, Span<float>> take)
    {
        ArgumentNullException.ThrowIfNull(take);
        var layout = Layout;
        var buffer = new float[Math.Min(pieceLength, layout.Tensors.Max(tensor => tensor.Count))];
        int[] fanIn = [Inputs, .. Hidden];
        var offset = 0;
        for (var i = 0; i < layout.Tensors.Length; i++)
        {
            var tensor = layout.Tensors[i];
            var random = new SeededRandom(SeededRandom.Derive(seed, "initial-parameters", tensor.Name));
            var bound = 1 / Math.Sqrt(fanIn[i / 2]);
            for (var end = offset + tensor.Count; offset < end;)
            {
                var piece = buffer.AsSpan(0, Math.Min(buffer.Length, end - offset));
                foreach (ref var value in piece)
                    value = (float)((2 * random.NextDouble() - 1) * bound);
                take(offset, piece);
                offset += piece.Length;
            }
        }
    }

    /// <summary>Equality of every field, hidden widths one by one.</summary>
    public bool Equals(ModelSpecification? other) =>
        other is not null && string.Equals(Kind, other.Kind, StringComparison.Ordinal) && Inputs == other.Inputs && Outputs == other.Outputs
        && Activation == other.Activation && Hidden.AsSpan().SequenceEqual(other.Hidden.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Inputs, Hidden.Length, Outputs, Activation);

    private static void CheckWidth(string what, int width)
    {
        if (width < 1)
            throw Refuse(string.Create(CultureInfo.InvariantCulture, $"Got {width} as {what}, wanted 1 or more."));
    }

    private static FederatedException Refuse(string message) => new(ErrorCodes.PlanInvalid, message);
}
