using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Domain.Ledger;

/// <summary>Takes the members of one entry apart. What is left over at the end is refused.</summary>
internal sealed class EntryReader(JsonObject members, string type)
{
    private int _taken;

    public long Integer(string name)
    {
        var value = Take(name, JsonValueKind.Number);
        return long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            ? integer
            : throw Refused(name, "an integer");
    }

    public int Int32(string name)
    {
        var value = Integer(name);
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Refused(name, "a 32-bit integer");
    }

    public DateTimeOffset Time(string name)
    {
        var value = Integer(name);
        return value is >= 0 and <= LedgerTime.Max
            ? DateTimeOffset.FromUnixTimeMilliseconds(value)
            : throw Refused(name, "unix milliseconds from 1970 to 9999");
    }

    public string Text(string name) => Take(name, JsonValueKind.String).GetValue<string>();

    public RunId Run() => RunId.TryParse(Text("run"), out var run) ? run : throw Refused("run", "a run id");

    public PartnerName Partner() => Name("partner", Text("partner"));

    public ContentHash Hash(string name) => HashOf(name, Text(name));

    public ContentHash? OptionalHash(string name) => members.ContainsKey(name) ? Hash(name) : null;

    public ImmutableSortedDictionary<string, long> Integers(string name)
    {
        if (Member(name) is not JsonObject values)
            throw Refused(name, "an object of integers");
        return values.ToImmutableSortedDictionary(
            v => v.Key,
            v => v.Value?.GetValueKind() == JsonValueKind.Number && long.TryParse(v.Value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
                ? integer
                : throw Refused(name, "an object of integers"),
            StringComparer.Ordinal);
    }

    public ImmutableArray<ContentHash> Hashes(string name) => [.. Items(name).Select(i => HashOf(name, StringOf(name, i)))];

    public ImmutableArray<PartnerName> Partners(string name) => [.. Items(name).Select(i => Name(name, StringOf(name, i)))];

    /// <summary>A set that an entry has only when it is not empty.</summary>
    public ImmutableArray<PartnerName> PartnersOrNone(string name) => members.ContainsKey(name) ? Partners(name) : [];

    public ImmutableArray<SealedMember> SealedMembers(string name) => [.. Items(name).Select(item =>
    {
        if (item is not JsonObject { Count: 2 } member)
            throw Refused(name, "objects of 'commitment' and 'partner'");
        return new SealedMember(
            Name(name, StringOf(name, member["partner"])),
            HashOf(name, StringOf(name, member["commitment"])));
    })];

    public void End()
    {
        if (_taken != members.Count)
            throw Corrupt($"Got {members.Count} members in a {type} entry, wanted {_taken}.");
    }

    public static FederatedException Corrupt(string message, Exception? inner = null) =>
        new(ErrorCodes.LedgerCorrupt, message, inner: inner);

    private JsonArray Items(string name) => Member(name) as JsonArray ?? throw Refused(name, "an array");

    private JsonNode Take(string name, JsonValueKind kind)
    {
        var node = Member(name);
        return node.GetValueKind() == kind ? node : throw Refused(name, $"a {kind}");
    }

    private JsonNode Member(string name)
    {
        _taken++;
        return members[name] ?? throw Refused(name, "a value");
    }

    private string StringOf(string name, JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : throw Refused(name, "strings");

    private ContentHash HashOf(string name, string text) =>
        ContentHash.TryParse(text, out var hash) ? hash : throw Refused(name, "64 lower-case hex digits");

    private PartnerName Name(string name, string text) =>
        PartnerName.TryParse(text, out var partner) ? partner : throw Refused(name, "a partner name");

    private FederatedException Refused(string name, string wanted) =>
        Corrupt($"Got a {type} entry whose member '{name}' is missing or of another form, wanted {wanted}.");
}
