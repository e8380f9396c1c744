using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>The parameters of one layer of a recurrent net, as PyTorch names them.</summary>
/// <param name="InputWeight">[gates hidden, in].</param>
/// <param name="HiddenWeight">[gates hidden, hidden].</param>
/// <param name="InputBias">[gates hidden].</param>
/// <param name="HiddenBias">[gates hidden].</param>
internal sealed record RecurrentWeights(Tensor InputWeight, Tensor HiddenWeight, Tensor InputBias, Tensor HiddenBias)
{
    /// <summary>All, in PyTorch's order.</summary>
    public Tensor[] Ordered => [InputWeight, HiddenWeight, InputBias, HiddenBias];
}
