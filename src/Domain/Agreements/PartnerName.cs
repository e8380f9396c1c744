using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Federated.Domain.Errors;
using Federated.Domain.Serialization;

namespace Federated.Domain.Agreements;

/// <summary>
/// The name of a partner institution inside one federation: 2 to 40 of a-z, 0-9 and '-', starting with a letter.
/// It stands in certificates, ledger entries and grain keys, so it is lower-case and fixed for life.
/// </summary>
[JsonConverter(typeof(PartnerNameJsonConverter))]
public readonly partial record struct PartnerName
{
    private readonly string? _value;

    private PartnerName(string value) => _value = value;

    /// <summary>Reads a name.</summary>
    /// <exception cref="FederatedException">FED-1108 when the text is not a valid name.</exception>
    public static PartnerName Parse(string? text) => TryParse(text, out var name)
        ? name
        : throw new FederatedException(ErrorCodes.PartnerNameInvalid,
            $"Got partner name '{text}', wanted 2 to 40 characters of a-z, 0-9 and '-', starting with a letter, for example 'hospital-1'.");

    /// <summary>Reads a name; false when the text is not one.</summary>
    public static bool TryParse(string? text, out PartnerName name)
    {
        name = default;
        if (text is null || !Pattern().IsMatch(text))
            return false;
        name = new(text);
        return true;
    }

    /// <summary>The name.</summary>
    public override string ToString() => _value ?? string.Empty;

    [GeneratedRegex("^[a-z][a-z0-9-]{1,39}\\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();
}
