using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>
/// A recurrent network over a sequence [length, width]. Its result is the hidden state [outputs] at an example's last token that is not
/// padding, or the states of all positions [length, outputs].
/// </summary>
public abstract record RecurrentLayer : Layer
{
    /// <summary>Length of the hidden state, at least 1.</summary>
    public required int Outputs { get; init; }

    /// <summary>Networks on top of each other, at least 1.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>True for the states of all positions.</summary>
    public bool Sequence { get; init; }

    /// <summary>Linear maps of a cell, which PyTorch keeps in one tensor.</summary>
    protected abstract int Gates { get; }

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        Require(Outputs is >= 1 and <= LargestId, "outputs", Outputs, $"1 to {LargestId}");
        Require(Depth is >= 1 and <= 64, "depth", Depth, "1 to 64");
        RequireSequence(input);
        return Sequence ? [input[0], Outputs] : [Outputs];
    }

    /// <inheritdoc/>
    public override ImmutableArray<LayerTensor> Tensors(ImmutableArray<int> input)
    {
        var initial = Initializer.FanIn(Outputs);
        var tensors = ImmutableArray.CreateBuilder<LayerTensor>();
        for (var i = 0; i < Depth; i++)
        {
            tensors.Add(new(FormattableString.Invariant($"weight_ih_l{i}"), [Gates * Outputs, i == 0 ? input[1] : Outputs], initial));
            tensors.Add(new(FormattableString.Invariant($"weight_hh_l{i}"), [Gates * Outputs, Outputs], initial));
            tensors.Add(new(FormattableString.Invariant($"bias_ih_l{i}"), [Gates * Outputs], initial));
            tensors.Add(new(FormattableString.Invariant($"bias_hh_l{i}"), [Gates * Outputs], initial));
        }

        return tensors.ToImmutable();
    }
}
