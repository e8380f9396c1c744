using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>The parameters of one layer and direction of a recurrent net, as PyTorch names them.</summary>
/// <param name="InputWeight">[gates hidden, in].</param>
/// <param name="HiddenWeight">[gates hidden, hidden].</param>
/// <param name="InputBias">[gates hidden], or null.</param>
/// <param name="HiddenBias">[gates hidden], or null together with the other.</param>
internal sealed record RecurrentWeights(Tensor InputWeight, Tensor HiddenWeight, Tensor? InputBias, Tensor? HiddenBias)
{
    /// <summary>Those that there are.</summary>
    public Tensor[] Ordered => InputBias is null ? [InputWeight, HiddenWeight] : [InputWeight, HiddenWeight, InputBias, HiddenBias!];
}
