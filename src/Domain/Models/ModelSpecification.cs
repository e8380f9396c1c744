using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Errors;
using Federated.Domain.Models.Layers;

namespace Federated.Domain.Models;

/// <summary>
/// A model without its values: layers in order, the shape of an example, and what training lowers. Checked when made. The names,
/// shapes and order of its tensors are those of a PyTorch module with the same layers. Immutable.
/// </summary>
public sealed class ModelSpecification
{
    /// <param name="input">Shape of one example; its values lie row-major in the features of a dataset.</param>
    /// <param name="layers">At least one, and one with parameters.</param>
    /// <param name="objective">What training lowers.</param>
    /// <exception cref="FederatedException">FED-1001 names the layer that is wrong or does not fit the one before it; FED-1505 when
    /// names repeat or there are more values than an array holds.</exception>
    public ModelSpecification(ImmutableArray<int> input, ImmutableArray<Layer> layers, Objective objective = Objective.CrossEntropy)
    {
        if (input.IsDefaultOrEmpty || input.Any(size => size < 1))
            throw Refuse($"Got inputs of shape [{string.Join(", ", input.IsDefault ? [] : input)}], wanted sizes of 1 or more.");
        if (input.Aggregate(1L, static (product, size) => product > int.MaxValue ? product : product * size) > int.MaxValue)
            throw Refuse($"Got inputs of shape [{string.Join(", ", input)}], wanted at most {int.MaxValue} values in all.");
        if (layers.IsDefaultOrEmpty)
            throw Refuse("Got a model without layers, wanted at least one.");
        if (!Enum.IsDefined(objective))
            throw Refuse($"Got objective {(int)objective}, wanted one of {string.Join(", ", Enum.GetNames<Objective>())}.");
        Input = input;
        Objective = objective;
        Layers = LayerChain.Place(input, layers, "layers.");
        if (Layers[^1].FirstTensor + Layers[^1].Tensors.Length == 0)
            throw Refuse("Got a model in which no layer has parameters, wanted at least one that has.");
        Layout = ParameterLayout.Create(Layers.SelectMany(layer => layer.Tensors.Select(tensor => new ParameterTensor($"{layer.Name}.{tensor.Name}", tensor.Shape))));
        ObjectiveRules.Check(this);
    }

    /// <summary>Shape of one example.</summary>
    public ImmutableArray<int> Input { get; }

    /// <summary>The layers in order.</summary>
    public ImmutableArray<PlacedLayer> Layers { get; }

    /// <summary>What training lowers.</summary>
    public Objective Objective { get; }

    /// <summary>Values of one example.</summary>
    public int Inputs => Product(Input);

    /// <summary>Values that come out for one example: logits of a classifier.</summary>
    public int Outputs => Product(Layers[^1].Output);

    /// <summary>The tensors in the order of the flat array.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>True where a tensor of the layout is counted and not trained.</summary>
    public bool HasBuffers => Layers.Any(layer => layer.Tensors.Any(tensor => tensor.IsBuffer));

    /// <summary>Length of the flat array.</summary>
    public int ParameterCount => Layout.ParameterCount;

    /// <summary>Fully connected layers with one activation between them, called <c>layers.0</c>, <c>layers.1</c> and so on.</summary>
    /// <param name="inputs">Features per example, at least 1.</param>
    /// <param name="hidden">Widths of the hidden layers, in order.</param>
    /// <param name="outputs">Classes or logits, at least 1.</param>
    /// <param name="activation">Between layers.</param>
    /// <param name="dropout">Share of every hidden layer's values that training leaves out.</param>
    /// <param name="objective">What training lowers.</param>
    /// <exception cref="FederatedException">FED-1001 when a width is below 1.</exception>
    public static ModelSpecification Mlp(
        int inputs, ImmutableArray<int> hidden, int outputs, Activation activation = Activation.Relu, double dropout = 0, Objective objective = Objective.CrossEntropy)
    {
        int[] widths = [.. hidden, outputs];
        var layers = ImmutableArray.CreateBuilder<Layer>();
        for (var i = 0; i < widths.Length; i++)
        {
            layers.Add(new LinearLayer { Name = string.Create(CultureInfo.InvariantCulture, $"layers.{i}"), Outputs = widths[i] });
            if (i == hidden.Length)
                continue;
            layers.Add(new ActivationLayer { Function = activation });
            if (dropout != 0)
                layers.Add(new DropoutLayer { Rate = dropout });
        }

        return new([inputs], layers.ToImmutable(), objective);
    }

    /// <summary>A logistic (softmax) regression: one fully connected layer.</summary>
    /// <exception cref="FederatedException">FED-1001 when a width is below 1.</exception>
    public static ModelSpecification Logistic(int inputs, int outputs, Objective objective = Objective.CrossEntropy) => Mlp(inputs, [], outputs, objective: objective);

    /// <summary>
    /// Fresh parameters in layout order, the same bits on every machine. PyTorch's default for <c>Linear</c>: weight and bias
    /// uniform on [-1/sqrt(in), 1/sqrt(in)] (<c>kaiming_uniform_</c> with a = sqrt 5; He et al. 1502.01852, section 2.2).
    /// </summary>
    /// <remarks>
    /// Each tensor has its own stream, <c>SeededRandom(Derive(seed, "initial-parameters", tensor name))</c>, from which its
    /// <see cref="Initializer"/> draws. The bits are not PyTorch's own for any seed.
    /// </remarks>
    /// <param name="seed">The run's seed.</param>
    public float[] InitialParameters(ulong seed)
    {
        var values = new float[ParameterCount];
        InitialParameters(seed, values.Length, (first, piece) => piece.CopyTo(values.AsSpan(first)));
        return values;
    }

    /// <summary>The same, handed out a piece at a time, in order; no piece spans two tensors.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="pieceLength">Values of the longest piece.</param>
    /// <param name="take">Gets the place of the first value, and the values, which it may change.</param>
    public void InitialParameters(ulong seed, int pieceLength, Action<int, Span<float>> take)
    {
        ArgumentNullException.ThrowIfNull(take);
        var buffer = new float[Math.Min(pieceLength, Layout.Tensors.Max(tensor => tensor.Count))];
        foreach (var layer in Layers)
        {
            for (var i = 0; i < layer.Tensors.Length; i++)
            {
                var tensor = Layout.Tensors[layer.FirstTensor + i];
                var random = new SeededRandom(SeededRandom.Derive(seed, "initial-parameters", tensor.Name));
                var first = Layout.OffsetOf(tensor.Name);
                for (var (at, end) = (first, first + tensor.Count); at < end; at += buffer.Length)
                {
                    var piece = buffer.AsSpan(0, Math.Min(buffer.Length, end - at));
                    layer.Tensors[i].Initial.Fill(piece, random, at - first);
                    take(at, piece);
                }
            }
        }
    }

    private static int Product(ImmutableArray<int> shape) => shape.Aggregate(1, static (product, size) => checked(product * size));

    private static FederatedException Refuse(string message) => new(ErrorCodes.PlanInvalid, message);
}
