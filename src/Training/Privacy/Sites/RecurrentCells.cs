using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>
/// Recurrent layers, one direction of one layer at a time, unrolled so that a <see cref="RecurrentSite"/> sees the gates. The formulas,
/// gate orders and biases are PyTorch's. States start at zero.
/// </summary>
internal static class RecurrentCells
{
    /// <summary>Long short-term memory, noted.</summary>
    /// <param name="input">[n, T, in].</param>
    /// <param name="weights">Gates input, forget, cell, output.</param>
    /// <param name="reverse">From the last step to the first.</param>
    /// <param name="keep">[n, T], true where a step leaves the state as it is (padding); null for none.</param>
    /// <param name="tape">Where it is noted.</param>
    /// <returns>The state after each step [n, T, hidden], at the step's own place, and the last state [n, hidden].</returns>
    public static (Tensor States, Tensor Last) Lstm(Tensor input, RecurrentWeights weights, bool reverse, Tensor? keep, ClippingTape tape)
    {
        Tensor? cell = null;
        return Unroll(input, weights, reverse, keep, tape, together: true, (gates, _, _, kept) =>
        {
            var parts = gates.chunk(4, 1);
            var fresh = parts[0].sigmoid().mul(parts[2].tanh());
            var next = cell is null ? fresh : parts[1].sigmoid().mul(cell).add(fresh);
            cell = Choose(kept, cell, next);
            return (parts[3].sigmoid().mul(next.tanh()), null);
        });
    }

    /// <summary>Gated recurrent units, the reset gate after the product; noted.</summary>
    /// <param name="input">[n, T, in].</param>
    /// <param name="weights">Gates reset, update, new.</param>
    /// <param name="reverse">From the last step to the first.</param>
    /// <param name="keep">As for <see cref="Lstm"/>.</param>
    /// <param name="tape">Where it is noted.</param>
    public static (Tensor States, Tensor Last) Gru(Tensor input, RecurrentWeights weights, bool reverse, Tensor? keep, ClippingTape tape) =>
        Unroll(input, weights, reverse, keep, tape, together: false, (fromInput, fromHidden, hidden, _) =>
        {
            var (ours, theirs) = (fromInput.chunk(3, 1), fromHidden!.chunk(3, 1));
            var reset = ours[0].add(theirs[0]).sigmoid();
            var update = ours[1].add(theirs[1]).sigmoid();
            var fresh = ours[2].add(reset.mul(theirs[2])).tanh();
            return (fresh.add(update.mul(hidden.sub(fresh))), reset);
        });

    /// <summary>A plain recurrent net, noted.</summary>
    /// <param name="input">[n, T, in].</param>
    /// <param name="weights">One gate.</param>
    /// <param name="relu">ReLU in the place of tanh.</param>
    /// <param name="reverse">From the last step to the first.</param>
    /// <param name="keep">As for <see cref="Lstm"/>.</param>
    /// <param name="tape">Where it is noted.</param>
    public static (Tensor States, Tensor Last) Rnn(Tensor input, RecurrentWeights weights, bool relu, bool reverse, Tensor? keep, ClippingTape tape) =>
        Unroll(input, weights, reverse, keep, tape, together: true, (gates, _, _, _) => (relu ? gates.relu() : gates.tanh(), null));

    /// <summary>A step's state, and its reset gate if it has one.</summary>
    /// <param name="gates">Before their functions: all of it, or what comes from the input.</param>
    /// <param name="fromHidden">What comes from the hidden state, where that is apart.</param>
    /// <param name="hidden">The state before.</param>
    /// <param name="kept">[n, 1], true where the state will not be taken.</param>
    private delegate (Tensor State, Tensor? Reset) Cell(Tensor gates, Tensor? fromHidden, Tensor hidden, Tensor? kept);

    private static (Tensor States, Tensor Last) Unroll(
        Tensor input, RecurrentWeights weights, bool reverse, Tensor? keep, ClippingTape tape, bool together, Cell cell)
    {
        var steps = input.transpose(0, 1);
        var biases = together && weights.InputBias is not null ? weights.InputBias.add(weights.HiddenBias!) : weights.InputBias;
        var fromInput = nn.functional.linear(steps, weights.InputWeight, biases);
        var site = new RecurrentSite(fromInput, steps, weights);
        tape.Record(site);

        var gates = fromInput.unbind(0);
        var kept = keep?.unsqueeze(2).unbind(1);
        var across = weights.HiddenWeight.t();
        var states = new Tensor[gates.Length];
        var hidden = zeros([input.shape[0], weights.HiddenWeight.shape[1]], dtype: input.dtype, device: input.device);
        for (var i = 0; i < gates.Length; i++)
        {
            var step = reverse ? gates.Length - 1 - i : i;
            var (state, reset) = together
                ? cell(gates[step].addmm(hidden, across), null, hidden, kept?[step])
                : cell(gates[step], nn.functional.linear(hidden, weights.HiddenWeight, weights.HiddenBias), hidden, kept?[step]);
            site.Step(step, hidden, reset);
            hidden = Choose(kept?[step], hidden, state);
            states[step] = hidden;
        }

        return (stack(states, 1), hidden);
    }

    private static Tensor Choose(Tensor? kept, Tensor? before, Tensor after) =>
        kept is null ? after : before is null ? after.masked_fill(kept, 0) : where(kept, before, after);
}
