using System.Runtime.InteropServices;
using Federated.Domain.Errors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.Training.Models;

/// <summary>A multilayer perceptron in torch, filled from and read to one flat vector. Dispose it on the thread that made it.</summary>
public sealed class TorchMlp : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<Linear> layers;
    private readonly Parameter[] ordered;

    /// <param name="specification">Sizes and activation. Parameters start as zeros: load them.</param>
    public TorchMlp(MlpSpecification specification) : base(nameof(TorchMlp))
    {
        ArgumentNullException.ThrowIfNull(specification);
        Specification = specification;
        int[] sizes = [specification.Inputs, .. specification.Hidden, specification.Outputs];
        layers = nn.ModuleList(Enumerable.Range(0, sizes.Length - 1).Select(i => Zeroed(sizes[i], sizes[i + 1])).ToArray());
        RegisterComponents();
        ordered = [.. parameters()];
    }

    /// <summary>What this model was built from.</summary>
    public MlpSpecification Specification { get; }

    /// <summary>Logits [n, outputs] of features [n, inputs].</summary>
    public override Tensor forward(Tensor input)
    {
        var result = layers[0].call(input);
        for (var i = 1; i < layers.Count; i++)
        {
            using var linear = result;
            using var active = Apply(Specification.Activation, linear);
            result = layers[i].call(active);
        }
        return result;
    }

    /// <summary>Fills the parameters.</summary>
    /// <param name="values">[ParameterCount], in the order of <see cref="MlpSpecification.Parameters"/>.</param>
    /// <exception cref="FederatedException">Another length (<see cref="ErrorCodes.DataMismatch"/>).</exception>
    public void Load(ReadOnlySpan<float> values)
    {
        CheckLength(values.Length);
        for (var i = 0; i < ordered.Length; i++)
        {
            var slot = Specification.Parameters[i];
            MemoryMarshal.AsBytes(values.Slice(slot.Offset, slot.Length)).CopyTo(ordered[i].bytes);
        }
    }

    /// <summary>Copies the parameters out.</summary>
    /// <param name="values">[ParameterCount], in the order of <see cref="MlpSpecification.Parameters"/>.</param>
    /// <exception cref="FederatedException">Another length (<see cref="ErrorCodes.DataMismatch"/>).</exception>
    public void Read(Span<float> values)
    {
        CheckLength(values.Length);
        for (var i = 0; i < ordered.Length; i++)
        {
            var slot = Specification.Parameters[i];
            ordered[i].bytes.CopyTo(MemoryMarshal.AsBytes(values.Slice(slot.Offset, slot.Length)));
        }
    }

    /// <summary>The activation of a tensor, as a new tensor.</summary>
    internal static Tensor Apply(Activation activation, Tensor input) => activation switch
    {
        Activation.Relu => nn.functional.relu(input),
        Activation.Tanh => nn.functional.tanh(input),
        _ => nn.functional.sigmoid(input),
    };

    private static Linear Zeroed(int inputs, int outputs) =>
        nn.Linear(nn.Parameter(zeros(outputs, inputs)), nn.Parameter(zeros(outputs)));

    private void CheckLength(int length)
    {
        if (length != Specification.ParameterCount)
            throw new FederatedException(ErrorCodes.DataMismatch, $"Got {length} parameters, wanted {Specification.ParameterCount} as the model has. Use the parameters of this model.");
    }
}
