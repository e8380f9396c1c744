using Federated.Domain.Plans;

namespace Federated.Training.Data.Tokens;

/// <summary>Cuts the tokens of a text into rows of one length, filled up with padding at the end.</summary>
internal sealed class TokenRows(TextPlan text, Tokenizer tokenizer)
{
    private readonly List<int> _tokens = [];

    /// <summary>The first Length tokens, padded: one row for one label.</summary>
    internal void Fill(string content, List<float> row)
    {
        Encode(content);
        row.Clear();
        for (var i = 0; i < text.Length; i++)
            row.Add(i < _tokens.Count ? _tokens[i] : TextPlan.Padding);
    }

    /// <summary>
    /// Rows of Length + 1 tokens, each starting Stride tokens after the one before, over the tokens and an end: every token but the first is
    /// what comes next in at least one row. None for a text without tokens.
    /// </summary>
    internal IEnumerable<int[]> Windows(string content)
    {
        Encode(content);
        if (_tokens.Count == 0)
            yield break;
        _tokens.Add(TextPlan.End);
        var stride = text.Stride ?? text.Length;
        for (var start = 0; start < _tokens.Count - 1; start += stride)
        {
            var row = new int[text.Length + 1];
            for (var i = 0; i < row.Length && start + i < _tokens.Count; i++)
                row[i] = _tokens[start + i];
            yield return row;
            if (start + row.Length >= _tokens.Count)
                yield break;
        }
    }

    private void Encode(string content)
    {
        _tokens.Clear();
        tokenizer.Encode(content, _tokens);
    }
}
