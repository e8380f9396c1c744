using System.Text;
using Federated.Domain.Plans;

namespace Federated.Training.Data.Tokens;

/// <summary>One token a byte of UTF-8: byte b is token b + 3. It needs no vocabulary, knows every text, and gives it back whole.</summary>
public sealed class ByteTokenizer : Tokenizer
{
    private const int Bytes = 256;

    /// <inheritdoc/>
    public override int TokenCount => TextPlan.FirstToken + Bytes;

    /// <inheritdoc/>
    public override void Encode(string text, List<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        foreach (var value in Encoding.UTF8.GetBytes(text))
            tokens.Add(TextPlan.FirstToken + value);
    }

    /// <inheritdoc/>
    public override string Decode(ReadOnlySpan<int> tokens)
    {
        var bytes = new List<byte>(tokens.Length);
        foreach (var token in tokens)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(token, nameof(tokens));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, TokenCount, nameof(tokens));
            if (token >= TextPlan.FirstToken)
                bytes.Add((byte)(token - TextPlan.FirstToken));
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
