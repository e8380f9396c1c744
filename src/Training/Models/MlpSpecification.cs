using Federated.Domain.Errors;
using Federated.Training.Randomness;

namespace Federated.Training.Models;

/// <summary>
/// A multilayer perceptron without its values: sizes, activation and the layout of its parameters. Needs no torch.
/// Parameters are <c>layers.i.weight</c> [out, in] and <c>layers.i.bias</c> [out] for i = 0, 1, ... in one flat vector of
/// float32, row-major: the order of PyTorch's <c>parameters()</c>.
/// </summary>
public sealed class MlpSpecification
{
    /// <summary>Most values that a model may have; more would not fit one array.</summary>
    public const int MostParameters = 1 << 29;

    private const ulong Stream = 0x494E_4954; // "INIT"

    /// <param name="inputs">Features of an example, at least 1.</param>
    /// <param name="hidden">Sizes of the hidden layers in order, each at least 1; none for a logistic regression.</param>
    /// <param name="outputs">Classes, at least 2.</param>
    /// <param name="activation">Between layers; unused without hidden layers.</param>
    /// <exception cref="FederatedException">A size is out of range (<see cref="ErrorCodes.PlanInvalid"/>).</exception>
    public MlpSpecification(int inputs, IReadOnlyList<int> hidden, int outputs, Activation activation = Activation.Relu)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        if (inputs < 1) throw Invalid($"inputs is {inputs}, wanted at least 1");
        if (outputs < 2) throw Invalid($"outputs is {outputs}, wanted at least 2 classes");
        if (hidden.Any(size => size < 1)) throw Invalid($"hidden is [{string.Join(", ", hidden)}], wanted sizes of at least 1");
        if (!Enum.IsDefined(activation)) throw Invalid($"activation is {activation}, wanted relu, tanh or sigmoid");
        Inputs = inputs;
        Hidden = [.. hidden];
        Outputs = outputs;
        Activation = activation;
        Parameters = Layout([inputs, .. hidden, outputs]);
        ParameterCount = Parameters[^1].Offset + Parameters[^1].Length;
    }

    /// <summary>Features of an example.</summary>
    public int Inputs { get; }

    /// <summary>Sizes of the hidden layers.</summary>
    public IReadOnlyList<int> Hidden { get; }

    /// <summary>Classes.</summary>
    public int Outputs { get; }

    /// <summary>Between layers.</summary>
    public Activation Activation { get; }

    /// <summary>The parameter tensors in order.</summary>
    public IReadOnlyList<ParameterSlot> Parameters { get; }

    /// <summary>Length of the flat vector.</summary>
    public int ParameterCount { get; }

    /// <summary>A logistic (softmax) regression: a perceptron without hidden layers.</summary>
    public static MlpSpecification Logistic(int inputs, int outputs) => new(inputs, [], outputs);

    /// <summary>Builds from the names that stand in a plan.</summary>
    /// <param name="kind"><c>mlp</c> or <c>logistic</c>.</param>
    /// <param name="inputs">Features of an example.</param>
    /// <param name="hidden">Sizes of the hidden layers; none for <c>logistic</c>.</param>
    /// <param name="outputs">Classes.</param>
    /// <param name="activation"><c>relu</c>, <c>tanh</c> or <c>sigmoid</c>.</param>
    /// <exception cref="FederatedException">A name is unknown or a size out of range (<see cref="ErrorCodes.PlanInvalid"/>).</exception>
    public static MlpSpecification Parse(string kind, int inputs, IReadOnlyList<int> hidden, int outputs, string activation = "relu")
    {
        ArgumentNullException.ThrowIfNull(hidden);
        var parsed = activation switch
        {
            "relu" => Activation.Relu,
            "tanh" => Activation.Tanh,
            "sigmoid" => Activation.Sigmoid,
            _ => throw Invalid($"activation is '{activation}', wanted relu, tanh or sigmoid"),
        };
        return kind switch
        {
            "mlp" => new MlpSpecification(inputs, hidden, outputs, parsed),
            "logistic" when hidden.Count == 0 => Logistic(inputs, outputs),
            "logistic" => throw Invalid($"a logistic model has no hidden layers, got [{string.Join(", ", hidden)}]; take them out or use mlp"),
            _ => throw Invalid($"kind is '{kind}', wanted mlp or logistic"),
        };
    }

    /// <summary>
    /// Initial parameters: weights and biases uniform in +-1/sqrt(in), as PyTorch's Linear has them, from the documented
    /// generator, so that a seed gives the same model with every torch.
    /// </summary>
    /// <param name="seed">Any value.</param>
    /// <returns>[<see cref="ParameterCount"/>].</returns>
    public float[] Initialize(ulong seed)
    {
        var random = new DeterministicRandom(seed, Stream);
        var values = new float[ParameterCount];
        var fanIn = Inputs;
        foreach (var slot in Parameters)
        {
            // A bias follows its weight and has the weight's fan-in.
            if (slot.Shape.Count == 2) fanIn = slot.Shape[1];
            var bound = 1 / Math.Sqrt(fanIn);
            foreach (ref var value in values.AsSpan(slot.Offset, slot.Length)) value = (float)((2 * random.NextDouble() - 1) * bound);
        }
        return values;
    }

    private static List<ParameterSlot> Layout(int[] sizes)
    {
        var slots = new List<ParameterSlot>();
        long offset = 0;
        for (var layer = 0; layer + 1 < sizes.Length; layer++)
        {
            int from = sizes[layer], to = sizes[layer + 1];
            var weights = (long)from * to;
            if (offset + weights + to > MostParameters)
                throw Invalid($"it has more than {MostParameters} parameters; make its layers smaller");
            slots.Add(new ParameterSlot($"layers.{layer}.weight", [to, from], (int)offset, (int)weights));
            slots.Add(new ParameterSlot($"layers.{layer}.bias", [to], (int)(offset + weights), to));
            offset += weights + to;
        }
        return slots;
    }

    private static FederatedException Invalid(string what) => new(ErrorCodes.PlanInvalid, $"The model is invalid: {what}.");
}
