using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>
/// Recurrent layers, unrolled so that a <see cref="RecurrentSite"/> sees the gates. The formulas, gate orders and biases are PyTorch's.
/// States start at zero. Each gives the states after all steps [n, T, hidden].
/// </summary>
internal static class RecurrentCells
{
    /// <summary>Long short-term memory, noted.</summary>
    /// <param name="input">[n, T, in].</param>
    /// <param name="weights">Gates input, forget, cell, output.</param>
    /// <param name="tape">Where it is noted.</param>
    public static Tensor Lstm(Tensor input, RecurrentWeights weights, ClippingTape tape)
    {
        Tensor? cell = null;
        return Unroll(input, weights, tape, together: true, (gates, _, _) =>
        {
            var parts = gates.chunk(4, 1);
            var fresh = parts[0].sigmoid().mul(parts[2].tanh());
            cell = cell is null ? fresh : fresh.addcmul(parts[1].sigmoid(), cell, 1);
            return (parts[3].sigmoid().mul(cell.tanh()), null);
        });
    }

    /// <summary>Gated recurrent units, the reset gate after the product; noted.</summary>
    /// <param name="input">[n, T, in].</param>
    /// <param name="weights">Gates reset, update, new.</param>
    /// <param name="tape">Where it is noted.</param>
    public static Tensor Gru(Tensor input, RecurrentWeights weights, ClippingTape tape) =>
        Unroll(input, weights, tape, together: false, (fromInput, fromHidden, hidden) =>
        {
            var (ours, theirs) = (fromInput.chunk(3, 1), fromHidden!.chunk(3, 1));
            var reset = ours[0].add(theirs[0]).sigmoid();
            var update = ours[1].add(theirs[1]).sigmoid();
            var fresh = ours[2].addcmul(reset, theirs[2], 1).tanh();
            return (fresh.addcmul(update, hidden.sub(fresh), 1), reset);
        });

    /// <summary>A plain recurrent net with tanh, noted.</summary>
    /// <param name="input">[n, T, in].</param>
    /// <param name="weights">One gate.</param>
    /// <param name="tape">Where it is noted.</param>
    public static Tensor Rnn(Tensor input, RecurrentWeights weights, ClippingTape tape) =>
        Unroll(input, weights, tape, together: true, (gates, _, _) => (gates.tanh(), null));

    /// <summary>A step's state, and its reset gate if it has one.</summary>
    /// <param name="gates">Before their functions: all of it, or what comes from the input.</param>
    /// <param name="fromHidden">What comes from the hidden state, where that is apart.</param>
    /// <param name="hidden">The state before.</param>
    private delegate (Tensor State, Tensor? Reset) Cell(Tensor gates, Tensor? fromHidden, Tensor hidden);

    private static Tensor Unroll(Tensor input, RecurrentWeights weights, ClippingTape tape, bool together, Cell cell)
    {
        // Time first, so that a step is one block of memory.
        var steps = input.transpose(0, 1).contiguous();
        var fromInput = nn.functional.linear(steps, weights.InputWeight, together ? weights.InputBias.add(weights.HiddenBias) : weights.InputBias);
        var site = new RecurrentSite(fromInput, steps, weights);
        tape.Record(site);

        var gates = fromInput.unbind(0);
        var across = weights.HiddenWeight.t();
        var states = new Tensor[gates.Length];
        var hidden = zeros([input.shape[0], weights.HiddenWeight.shape[1]], dtype: input.dtype, device: input.device);
        for (var i = 0; i < gates.Length; i++)
        {
            var (state, reset) = together
                ? cell(gates[i].addmm(hidden, across), null, hidden)
                : cell(gates[i], nn.functional.linear(hidden, weights.HiddenWeight, weights.HiddenBias), hidden);
            site.Step(i, hidden, reset);
            states[i] = hidden = state;
        }

        return stack(states, 1);
    }
}
