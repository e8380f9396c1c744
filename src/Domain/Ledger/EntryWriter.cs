using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Registry;
using Federated.Domain.Rounds;

namespace Federated.Domain.Ledger;

/// <summary>Collects the members of one entry and refuses values that the ledger does not hold.</summary>
internal sealed class EntryWriter(string type)
{
    /// <summary>The largest integer every JSON reader keeps: 2^53 - 1.</summary>
    public const long MaxInteger = (1L << 53) - 1;

    /// <summary>Rounds are counted to a million.</summary>
    public const int MaxRound = 1_000_000;

    public JsonObject Members { get; } = [];

    public void Integer(string name, long value, long min, long max)
    {
        if (value < min || value > max)
            throw Refused(name, $"{value}", $"an integer from {min} to {max}");
        Members.Add(name, value);
    }

    public void Round(int round) => Integer("round", round, 1, MaxRound);

    public void Text(string name, string? text, int maxLength)
    {
        if (!IsLedgerText(text, maxLength))
            throw Refused(name, $"{text?.Length ?? 0} characters", $"1 to {maxLength} of valid Unicode without U+FFFD");
        Members.Add(name, text);
    }

    public void Run(RunId run)
    {
        if (run == default)
            throw Refused("run", "no run id", "one");
        Members.Add("run", run.ToString());
    }

    public void Partner(PartnerName partner) => Members.Add("partner", Name("partner", partner));

    public void Hash(string name, ContentHash hash) => Members.Add(name, hash.ToString());

    public void Hashes(string name, ImmutableArray<ContentHash> hashes) =>
        Members.Add(name, new JsonArray([.. hashes.Select(h => (JsonNode?)h.ToString())]));

    public void Partners(string name, ImmutableArray<PartnerName> partners)
    {
        RefuseDuplicates(name, partners);
        Members.Add(name, new JsonArray([.. partners.Select(p => (JsonNode?)Name(name, p))]));
    }

    public void SealedMembers(string name, ImmutableArray<SealedMember> members)
    {
        RefuseDuplicates(name, members.Select(m => m.Partner));
        Members.Add(name, new JsonArray([.. members.Select(m => new JsonObject
        {
            ["commitment"] = m.Commitment.ToString(),
            ["partner"] = Name(name, m.Partner),
        })]));
    }

    public void Name(string name, string? text)
    {
        if (!RegistryNames.IsValid(text))
            throw Refused(name, "another text", $"a lower-case letter, then lower-case letters, digits and hyphens, {RegistryNames.MaxLength} at most");
        Members.Add(name, text);
    }

    public void Bound(string bound)
    {
        if (!QualityGate.Bounds.Contains(bound))
            throw Refused("bound", "another text", string.Join(", ", QualityGate.Bounds));
        Members.Add("bound", bound);
    }

    public void Integers(string name, IReadOnlyDictionary<string, long> values, Func<string, bool> isName, long min, long max)
    {
        var members = new JsonObject();
        foreach (var (key, value) in values)
        {
            if (!isName(key) || value < min || value > max)
                throw Refused(name, $"another name or the value {value}", $"names, and integers from {min} to {max}");
            members.Add(key, value);
        }

        Members.Add(name, members);
    }

    public FederatedException Refused(string name, string got, string wanted) => new(ErrorCodes.LedgerCorrupt,
        $"Got {got} as '{name}' of a {type} entry, wanted {wanted}. The entry was not taken.");

    // U+FFFD is what broken UTF-8 decodes to: refused, so that damaged bytes never read as the same text.
    private static bool IsLedgerText(string? text, int maxLength)
    {
        if (text is null || text.Length == 0 || text.Length > maxLength || text.Contains('\uFFFD', StringComparison.Ordinal))
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }

        return true;
    }

    private string Name(string member, PartnerName partner) => partner == default
        ? throw Refused(member, "no partner name", "one")
        : partner.ToString();

    private void RefuseDuplicates(string name, IEnumerable<PartnerName> partners)
    {
        var seen = new HashSet<PartnerName>();
        foreach (var partner in partners)
        {
            if (!seen.Add(partner))
                throw Refused(name, $"partner '{partner}' twice", "each partner once");
        }
    }
}
