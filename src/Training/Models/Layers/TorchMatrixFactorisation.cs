using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary><see cref="MatrixFactorisationLayer"/>, of embeddings and linear layers.</summary>
internal sealed class TorchMatrixFactorisation(PlacedLayer placed, ScalarType type, bool trained)
    : TorchComposite(nameof(TorchMatrixFactorisation), placed, type, trained)
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardPass pass)
    {
        var user = input.narrow(1, 0, 1);
        var item = input.narrow(1, 1, 1);
        var product = Vectors(0, user, pass).mul(Vectors(1, item, pass));
        var hidden = cat([Vectors(2, user, pass), Vectors(3, item, pass)], 1);
        for (var i = 4; i < Parts.Count - 1; i++)
            hidden = nn.functional.relu(Parts[i].Forward(hidden, pass));
        return Parts[^1].Forward(cat([product, hidden], 1), pass);
    }

    private Tensor Vectors(int part, Tensor ids, ForwardPass pass) => Parts[part].Forward(ids, pass).squeeze(1);
}
