using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Federated.Domain.Errors;

namespace Federated.Domain.Models.Layers;

/// <summary>
/// One layer of a model, declared: what shape it makes of an example, and which tensors it has. How it computes is in the training
/// library, which has one class per layer here. Shapes are those of one example, without the batch dimension.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "layer")]
[JsonDerivedType(typeof(LinearLayer), "linear")]
[JsonDerivedType(typeof(ActivationLayer), "activation")]
public abstract record Layer
{
    /// <summary>What its tensors' names begin with; absent for <c>layers.</c> and its position in the list, from 0.</summary>
    public string? Name { get; init; }

    /// <summary>The shape that it makes of an example of a shape.</summary>
    /// <exception cref="FederatedException">FED-1001: a member is out of range, or the input does not fit.</exception>
    public abstract ImmutableArray<int> Output(ImmutableArray<int> input);

    /// <summary>Its tensors, in the order of PyTorch's module; none for a layer without parameters.</summary>
    /// <param name="input">Checked by <see cref="Output"/> before.</param>
    public virtual ImmutableArray<LayerTensor> Tensors(ImmutableArray<int> input) => [];

    /// <summary>Refuses unless a condition holds.</summary>
    protected static void Require(bool holds, string member, object got, string wanted)
    {
        if (!holds)
            throw new FederatedException(ErrorCodes.PlanInvalid, string.Create(CultureInfo.InvariantCulture, $"{member} is {got}; wanted {wanted}."));
    }

    /// <summary>A shape, as messages print it.</summary>
    protected static string Text(ImmutableArray<int> shape) => $"[{string.Join(", ", shape)}]";
}
