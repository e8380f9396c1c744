namespace Federated.Domain.Metrics;

/// <summary>How a language model does on one row of tokens.</summary>
/// <param name="Loss">Negative log-likelihoods of the tokens that come next, and how many there are.</param>
/// <param name="Correct">How many of them the model holds for the likeliest.</param>
public readonly record struct SequenceFigures(LossTotal Loss, int Correct)
{
    /// <summary>The figures of a row.</summary>
    /// <param name="outputs">One logit for every token of the vocabulary, place after place.</param>
    /// <param name="next">The token that comes next at every place.</param>
    /// <param name="padding">The token that stands for nothing: its places are left out.</param>
    /// <exception cref="ArgumentException">Not as many logits at every place, or a token that is not in the vocabulary.</exception>
    public static SequenceFigures Of(ReadOnlySpan<float> outputs, ReadOnlySpan<int> next, int padding)
    {
        if (next.IsEmpty || outputs.IsEmpty || outputs.Length % next.Length != 0)
            throw new ArgumentException($"Got {outputs.Length} outputs for {next.Length} tokens, wanted as many at every place.", nameof(outputs));
        var vocabulary = outputs.Length / next.Length;
        var (sum, count, correct) = (0.0, 0, 0);
        for (var place = 0; place < next.Length; place++)
        {
            if (next[place] == padding)
                continue;
            var logits = outputs.Slice(place * vocabulary, vocabulary);
            if ((uint)next[place] >= (uint)vocabulary)
                throw new ArgumentException($"Got token {next[place]}, wanted one below {vocabulary}, the size of the vocabulary.", nameof(next));
            sum += ClassOutputs.Loss(logits, next[place]);
            correct += ClassOutputs.Predicted(logits) == next[place] ? 1 : 0;
            count++;
        }

        return new(new(sum, count), correct);
    }
}
