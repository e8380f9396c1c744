namespace Federated.Training.Data.Tokens;

/// <summary>Cuts text into token numbers and back. 0 to 2 are special: padding, unknown, end of document.</summary>
public abstract class Tokenizer
{
    /// <summary>Tokens there are, special ones included.</summary>
    public abstract int TokenCount { get; }

    /// <summary>Appends the tokens of a text.</summary>
    public abstract void Encode(string text, List<int> tokens);

    /// <summary>The text of tokens; special ones are left out, but for an unknown one, which becomes U+FFFD.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number that is no token.</exception>
    public abstract string Decode(ReadOnlySpan<int> tokens);
}
