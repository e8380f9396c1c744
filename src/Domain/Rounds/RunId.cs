using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Federated.Domain.Errors;
using Federated.Domain.Serialization;

namespace Federated.Domain.Rounds;

/// <summary>The id of a run: 3 to 64 of a-z, 0-9 and '-', starting with a letter. Chosen at launch, unique in a federation.</summary>
[JsonConverter(typeof(RunIdJsonConverter))]
public readonly partial record struct RunId
{
    private readonly string? _value;

    private RunId(string value) => _value = value;

    /// <summary>Reads an id.</summary>
    /// <exception cref="FederatedException">FED-1301 when the text is not a run id.</exception>
    public static RunId Parse(string? text) => TryParse(text, out var run)
        ? run
        : throw new FederatedException(ErrorCodes.RunUnknown,
            $"Got run id '{text}', wanted 3 to 64 characters of a-z, 0-9 and '-', starting with a letter. 'fed run list' shows the runs.");

    /// <summary>Reads an id; false when the text is not one.</summary>
    public static bool TryParse(string? text, out RunId run)
    {
        run = default;
        if (text is null || !Pattern().IsMatch(text))
            return false;
        run = new(text);
        return true;
    }

    /// <summary>The id.</summary>
    public override string ToString() => _value ?? string.Empty;

    [GeneratedRegex("^[a-z][a-z0-9-]{2,63}\\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();
}
