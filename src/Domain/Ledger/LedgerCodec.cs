using System.Text.Json;
using System.Text.Json.Nodes;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Ledger;

/// <summary>
/// Entries to bytes and back. The bytes are canonical JSON (RFC 8785): one object of integers, strings, arrays and
/// objects, members sorted, no white space, on a single line:
/// <code>
/// {"at":1767225600000,"authority":"9f86...","federation":"north","type":"federation-created","v":1}
///
/// federation-created  authority federation
/// partner-enrolled    partner publicKey
/// partner-standing    change partner standing
/// budget-agreed       deltaTrillionths microEpsilon partner unit
/// run-launched        initialModel layout mode partners plan planHash reservedMicroEpsilon rounds run
/// noise-tuned         fromRound microNoiseMultiplier run
/// round-reserved      microNoiseMultiplier round run
/// partner-joined-run  partner run
/// update-rejected     code partner round run
/// update-late         partner round run
/// round-sealed        baseModel cohort lost mechanism members partialCommitments round run spendMicroEpsilon [spare]
/// round-committed     baseModel model round run sealedEntry serverState
/// round-abandoned     claimed cohort reason round run
/// run-finished        model outcome run
/// model-evaluated     by data dataset examples metrics model
/// model-tagged        by model reason tag track
/// model-untagged      by model reason tag track
/// release-rolled-back by from reason to track
/// gate-agreed         bound by [data] metric reason track value
/// gate-withdrawn      bound by metric reason track
/// </code>
/// and in all of them <c>at</c> (unix milliseconds), <c>type</c> and <c>v</c> (1). Each type's comment has its ranges.
/// Hashes are 64 lower-case hex digits. These bytes are what a Merkle leaf hashes: they never change.
/// </summary>
public static class LedgerCodec
{
    private const int Version = 1;

    /// <summary>The canonical bytes of an entry.</summary>
    /// <exception cref="FederatedException">FED-1401 when a member is out of range.</exception>
    public static byte[] Encode(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var writer = new EntryWriter(entry.Type);
        writer.Integer("at", entry.At.ToUnixTimeMilliseconds(), 0, LedgerTime.Max);
        writer.Text("type", entry.Type, 64);
        writer.Integer("v", Version, Version, Version);
        entry.Write(writer);
        return CanonicalJson.Serialize(writer.Members);
    }

    /// <summary>The entry that <paramref name="bytes"/> hold; the exact inverse of <see cref="Encode"/>.</summary>
    /// <exception cref="FederatedException">FED-1401 when the bytes are anything but the canonical form of a known entry.</exception>
    public static LedgerEntry Decode(ReadOnlySpan<byte> bytes)
    {
        LedgerEntry entry;
        try
        {
            entry = Read(CanonicalJson.Parse(bytes) as JsonObject
                ?? throw EntryReader.Corrupt("Got no JSON object, wanted a ledger entry."));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw EntryReader.Corrupt($"Got bytes that are not JSON, wanted a ledger entry: {e.Message}", e);
        }

        return bytes.SequenceEqual(Encode(entry))
            ? entry
            : throw EntryReader.Corrupt($"Got a {entry.Type} entry in another form, wanted its canonical JSON (RFC 8785, sets sorted).");
    }

    /// <summary>The Merkle leaf hash of an entry.</summary>
    /// <exception cref="FederatedException">FED-1401 when a member is out of range.</exception>
    public static ContentHash LeafHash(LedgerEntry entry) => MerkleHash.Leaf(Encode(entry));

    private static LedgerEntry Read(JsonObject members)
    {
        var type = new EntryReader(members, "ledger").Text("type");
        var reader = new EntryReader(members, type);
        _ = reader.Text("type");
        if (reader.Integer("v") is var version && version != Version)
            throw EntryReader.Corrupt($"Got a ledger entry of version {version}, wanted {Version}: read it with a newer release.");
        var at = reader.Time("at");
        LedgerEntry entry = type switch
        {
            FederationCreated.TypeName => FederationCreated.Read(reader, at),
            PartnerEnrolled.TypeName => PartnerEnrolled.Read(reader, at),
            BudgetAgreed.TypeName => BudgetAgreed.Read(reader, at),
            RunLaunched.TypeName => RunLaunched.Read(reader, at),
            NoiseTuned.TypeName => NoiseTuned.Read(reader, at),
            RoundReserved.TypeName => RoundReserved.Read(reader, at),
            PartnerStanding.TypeName => PartnerStanding.Read(reader, at),
            PartnerJoinedRun.TypeName => PartnerJoinedRun.Read(reader, at),
            UpdateRejected.TypeName => UpdateRejected.Read(reader, at),
            UpdateLate.TypeName => UpdateLate.Read(reader, at),
            RoundSealed.TypeName => RoundSealed.Read(reader, at),
            RoundCommitted.TypeName => RoundCommitted.Read(reader, at),
            RoundAbandoned.TypeName => RoundAbandoned.Read(reader, at),
            RunFinished.TypeName => RunFinished.Read(reader, at),
            ModelEvaluated.TypeName => ModelEvaluated.Read(reader, at),
            ModelTagged.TypeName => ModelTagged.Read(reader, at),
            ModelUntagged.TypeName => ModelUntagged.Read(reader, at),
            ReleaseRolledBack.TypeName => ReleaseRolledBack.Read(reader, at),
            GateAgreed.TypeName => GateAgreed.Read(reader, at),
            GateWithdrawn.TypeName => GateWithdrawn.Read(reader, at),
            ModelImported.TypeName => ModelImported.Read(reader, at),
            _ => throw EntryReader.Corrupt("Got a ledger entry of an unknown type, wanted one of this release: read it with a newer one."),
        };
        reader.End();
        return entry;
    }
}
