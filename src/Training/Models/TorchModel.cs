using System.Runtime.InteropServices;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Training.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.Training.Models;

/// <summary>
/// A declared model in torch, filled from and read to one flat vector in the order of its layout. Dispose it on the thread that made
/// it.
/// </summary>
public sealed class TorchModel : nn.Module<Tensor, Tensor>
{
    private readonly TorchLayer[] layers;
    private readonly Tensor[] ordered;
    private readonly int[] offsets;
    private readonly long[] inputShape;

    /// <param name="specification">Its layers. Parameters start as zeros: load them.</param>
    /// <param name="type">Element type of the parameters: float32, or float64 for exact gradients.</param>
    /// <param name="trained">False where no gradient of a parameter is ever asked for.</param>
    public TorchModel(ModelSpecification specification, ScalarType type = ScalarType.Float32, bool trained = true) : base(nameof(TorchModel))
    {
        ArgumentNullException.ThrowIfNull(specification);
        Specification = specification;
        inputShape = [-1, .. specification.Input.Select(size => (long)size)];
        layers = [.. specification.Layers.Select(placed => TorchLayers.Create(placed, type, trained))];
        for (var i = 0; i < layers.Length; i++)
            register_module(FormattableString.Invariant($"layer{i}"), layers[i]);
        ordered = [.. layers.SelectMany(layer => layer.Ordered)];
        offsets = [.. specification.Layout.Tensors.Select(tensor => specification.Layout.OffsetOf(tensor.Name))];
    }

    /// <summary>What this model was built from.</summary>
    public ModelSpecification Specification { get; }

    /// <summary>Its tensors, in the order of the layout: parameters and what is counted beside them.</summary>
    internal IReadOnlyList<Tensor> Ordered => ordered;

    /// <summary>The parameters and where each stands in the layout, without what is counted beside them.</summary>
    internal IReadOnlyList<(Parameter Parameter, ParameterTensor Slot)> Trained =>
        [.. ordered.Zip(Specification.Layout.Tensors).Where(pair => pair.First is Parameter).Select(pair => ((Parameter)pair.First, pair.Second))];

    /// <summary>The layer that makes examples of noise; null in other models.</summary>
    internal TorchGenerator? Generator => layers[0] as TorchGenerator;

    /// <summary>The model's value [n, ...] of rows of a dataset [n, values of an example].</summary>
    public override Tensor forward(Tensor input) => Forward(input, new ForwardPass());

    /// <summary>Fills the parameters.</summary>
    /// <param name="values">[ParameterCount], in the order of the layout.</param>
    /// <exception cref="FederatedException">Another length (<see cref="ErrorCodes.DataMismatch"/>).</exception>
    public void Load(ReadOnlySpan<float> values)
    {
        CheckLength(values.Length);
        for (var i = 0; i < ordered.Length; i++)
        {
            var slice = values.Slice(offsets[i], Specification.Layout.Tensors[i].Count);
            if (ordered[i].dtype == ScalarType.Float32)
            {
                MemoryMarshal.AsBytes(slice).CopyTo(ordered[i].bytes);
                continue;
            }

            var target = MemoryMarshal.Cast<byte, double>(ordered[i].bytes);
            for (var j = 0; j < slice.Length; j++) target[j] = slice[j];
        }
    }

    /// <summary>Copies the parameters of a float32 model out.</summary>
    /// <param name="values">[ParameterCount], in the order of the layout.</param>
    /// <exception cref="FederatedException">Another length (<see cref="ErrorCodes.DataMismatch"/>).</exception>
    public void Read(Span<float> values)
    {
        CheckLength(values.Length);
        for (var i = 0; i < ordered.Length; i++)
            ordered[i].bytes.CopyTo(MemoryMarshal.AsBytes(values.Slice(offsets[i], Specification.Layout.Tensors[i].Count)));
    }

    /// <summary>The model's value, in a pass that may listen to it.</summary>
    internal Tensor Forward(Tensor input, ForwardPass pass)
    {
        var result = inputShape.Length == 2 ? input : input.reshape(inputShape);
        foreach (var layer in layers)
        {
            var next = layer.Forward(result, pass);
            // In a plain pass what lies between is freed at once; a tape still needs it.
            if (pass.Tape is null && !ReferenceEquals(result, input) && !ReferenceEquals(result, next)) result.Dispose();
            result = next;
        }

        return result;
    }

    private void CheckLength(int length)
    {
        if (length != Specification.ParameterCount)
            throw new FederatedException(ErrorCodes.DataMismatch, $"Got {length} parameters, wanted {Specification.ParameterCount} as the model has. Use the parameters of this model.");
    }
}
