using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.Training.Models;

/// <summary>One layer in torch. Its parameters start as zeros.</summary>
internal abstract class TorchLayer(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Its tensors, in the order of the declared layer; none for a layer without parameters.</summary>
    public virtual IReadOnlyList<Tensor> Ordered => [];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Forward(input, new ForwardPass());

    /// <summary>The layer's value [n, ...] of inputs [n, ...].</summary>
    /// <param name="input">Not disposed.</param>
    /// <param name="pass">What the layers of one pass share.</param>
    public abstract Tensor Forward(Tensor input, ForwardPass pass);

    /// <summary>A parameter of zeros.</summary>
    /// <param name="shape">PyTorch's.</param>
    /// <param name="type">Element type.</param>
    /// <param name="trained">False where no gradient of it is ever asked for.</param>
    protected static Parameter Zeros(IEnumerable<int> shape, ScalarType type, bool trained) =>
        nn.Parameter(zeros([.. shape.Select(size => (long)size)], dtype: type), requires_grad: trained);
}
