namespace Federated.Domain.Models;

/// <summary>Makes text from outside fit to stand in an error message: printable, quoted and short.</summary>
internal static class Excerpt
{
    private const int Limit = 80;

    /// <summary><paramref name="text"/> in single quotes, with control and non-ASCII characters replaced and at most 80
    /// characters kept.</summary>
    internal static string Of(string? text)
    {
        if (text is null)
            return "nothing";
        var kept = string.Create(Math.Min(text.Length, Limit), text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
        });
        return text.Length > Limit ? $"'{kept}...'" : $"'{kept}'";
    }
}
