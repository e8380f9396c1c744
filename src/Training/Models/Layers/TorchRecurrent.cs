using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using static TorchSharp.torch;

namespace Federated.Training.Models.Layers;

/// <summary><see cref="RnnLayer"/>, <see cref="LstmLayer"/> and <see cref="GruLayer"/>, by torch's fused kernels.</summary>
internal sealed class TorchRecurrent : TorchLayer
{
    private readonly RecurrentLayer declared;
    private readonly nn.Module network;
    private readonly Tensor[] ordered;

    internal TorchRecurrent(PlacedLayer placed, ScalarType type, bool trained) : base(nameof(TorchRecurrent))
    {
        declared = (RecurrentLayer)placed.Layer;
        var (width, outputs, depth) = (placed.Input[1], declared.Outputs, declared.Depth);
        network = declared switch
        {
            LstmLayer => nn.LSTM(width, outputs, depth, batchFirst: true, dtype: type),
            GruLayer => nn.GRU(width, outputs, depth, batchFirst: true, dtype: type),
            _ => nn.RNN(width, outputs, depth, batchFirst: true, dtype: type),
        };
        ordered = [.. placed.Tensors.Select(tensor => network.get_parameter(tensor.Name)!)];
        foreach (var parameter in ordered) parameter.requires_grad = trained;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Ordered => ordered;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardPass pass)
    {
        pass.RefuseTape(declared.Kind);
        var states = States(input);
        if (declared.Sequence) return states;
        var last = Last(states, pass.Padding);
        if (!ReferenceEquals(last, states)) states.Dispose();
        return last;
    }

    /// <summary>The state [n, outputs] at every example's last token that is not padding, of the states [n, length, outputs]; that of the first token where all are.</summary>
    internal static Tensor Last(Tensor states, Tensor? padding)
    {
        var length = states.shape[1];
        if (padding is null) return states.select(1, length - 1);
        using var scope = NewDisposeScope();
        var positions = arange(length, ScalarType.Int64).masked_fill(padding, 0);
        var last = positions.amax(1).reshape(-1, 1, 1).expand(-1, 1, states.shape[2]);
        return states.gather(1, last).squeeze(1).MoveToOuterDisposeScope();
    }

    private Tensor States(Tensor input)
    {
        switch (network)
        {
            case TorchSharp.Modules.LSTM lstm:
                var (states, hidden, cell) = lstm.call(input);
                hidden.Dispose();
                cell.Dispose();
                return states;
            case TorchSharp.Modules.GRU gru:
                var (gated, lastGated) = gru.call(input);
                lastGated.Dispose();
                return gated;
            default:
                var (plain, lastPlain) = ((TorchSharp.Modules.RNN)network).call(input);
                lastPlain.Dispose();
                return plain;
        }
    }
}
