using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Domain.Ledger;

/// <summary>
/// "Claimed, pending commit": the federation's promise to one partner that the round's sealed entry will list
/// (partner, commitment), or that the ledger will say the update was lost or the round abandoned. Body:
/// <code>
/// "federated/receipt/v1" LF
/// {"at":unix ms,"commitment":hash,"federation":string,"partner":string,"round":int,"run":string,"salt":32 hex,"updateHash":hash} LF
/// </code>
/// with canonical JSON (RFC 8785). The first line keeps a receipt from passing for a checkpoint. A receipt holds the salt
/// and the bare hash of the update, so it is for the partner alone and never enters the ledger.
/// </summary>
/// <param name="Federation">The federation's name.</param>
/// <param name="Run">The run.</param>
/// <param name="Round">The round, from 1.</param>
/// <param name="Partner">Whose update it is.</param>
/// <param name="UpdateHash">The SHA-256 of the update's bytes.</param>
/// <param name="Salt">16 random bytes as 32 lower-case hex digits; erasing them blinds the commitment for good.</param>
/// <param name="Commitment">What the ledger will list: <see cref="Commit"/> of the members above.</param>
/// <param name="At">When the claim became durable, in whole milliseconds UTC.</param>
public sealed record UpdateReceipt(
    string Federation,
    RunId Run,
    int Round,
    PartnerName Partner,
    ContentHash UpdateHash,
    string Salt,
    ContentHash Commitment,
    DateTimeOffset At)
{
    /// <summary>The first line of the body.</summary>
    public const string Domain = "federated/receipt/v1";

    /// <summary>The number of salt bytes.</summary>
    public const int SaltSize = 16;

    private const string CommitmentDomain = "federated/update-commitment/v1";

    /// <summary>When the claim became durable; what is finer than a millisecond is dropped.</summary>
    public DateTimeOffset At { get; init => field = LedgerTime.Truncate(value); } = LedgerTime.Truncate(At);

    /// <summary>The signed bytes.</summary>
    public byte[] Body => Encoding.UTF8.GetBytes(BodyText());

    /// <summary>True when the commitment opens to this update, salt, round and partner.</summary>
    public bool CommitmentOpens => IsSalt(Salt)
        && Commit(UpdateHash, Convert.FromHexString(Salt), new(Run, Round), Partner) == Commitment;

    /// <summary>
    /// The salted commitment to an update, SHA-256 over
    /// <code>
    /// "federated/update-commitment/v1" LF
    /// salt         16 bytes
    /// update hash  32 bytes
    /// round         4 bytes, big-endian
    /// run           1 byte length, then ASCII
    /// partner       1 byte length, then ASCII
    /// </code>
    /// It hides the update as long as the salt is secret, and binds it to one round and partner.
    /// </summary>
    /// <param name="updateHash">The SHA-256 of the update's bytes.</param>
    /// <param name="salt16">16 bytes from a cryptographic generator, fresh for each claim.</param>
    /// <param name="round">The round.</param>
    /// <param name="partner">The partner.</param>
    /// <exception cref="ArgumentException">Not 16 salt bytes, or no run or partner.</exception>
    public static ContentHash Commit(ContentHash updateHash, ReadOnlySpan<byte> salt16, RoundId round, PartnerName partner)
    {
        if (salt16.Length != SaltSize)
            throw new ArgumentException($"Got {salt16.Length} salt bytes, wanted {SaltSize}.", nameof(salt16));
        if (round.Run == default || partner == default)
            throw new ArgumentException("Got no run or no partner, wanted both.", nameof(round));
        var number = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(number, round.Number);
        var run = Encoding.ASCII.GetBytes(round.Run.ToString());
        var name = Encoding.ASCII.GetBytes(partner.ToString());
        return ContentHash.Of([
            .. Encoding.ASCII.GetBytes(CommitmentDomain), (byte)'\n', .. salt16, .. updateHash.ToBytes(), .. number,
            (byte)run.Length, .. run, (byte)name.Length, .. name]);
    }

    /// <summary>Reads a body.</summary>
    /// <exception cref="FederatedException">FED-1405 when it is anything but the exact form.</exception>
    public static UpdateReceipt ParseBody(string body)
    {
        ArgumentNullException.ThrowIfNull(body);
        try
        {
            if (body.StartsWith(Domain + "\n", StringComparison.Ordinal)
                && CanonicalJson.Parse(Encoding.UTF8.GetBytes(body[(Domain.Length + 1)..])) is JsonObject members)
            {
                var reader = new EntryReader(members, "receipt");
                var receipt = new UpdateReceipt(reader.Text("federation"), reader.Run(), reader.Int32("round"), reader.Partner(),
                    reader.Hash("updateHash"), reader.Text("salt"), reader.Hash("commitment"), reader.Time("at"));
                if (string.Equals(receipt.BodyText(), body, StringComparison.Ordinal))
                    return receipt;
            }
        }
        catch (Exception e) when (e is JsonException or FederatedException or InvalidOperationException)
        {
            throw Malformed(e);
        }

        throw Malformed();
    }

    internal string BodyText()
    {
        var writer = new EntryWriter("receipt");
        writer.Integer("at", At.ToUnixTimeMilliseconds(), 0, LedgerTime.Max);
        writer.Hash("commitment", Commitment);
        writer.Text("federation", Federation, 200);
        writer.Partner(Partner);
        writer.Round(Round);
        writer.Run(Run);
        writer.Text("salt", IsSalt(Salt) ? Salt : throw writer.Refused("salt", "another text", "32 lower-case hex digits"), 2 * SaltSize);
        writer.Hash("updateHash", UpdateHash);
        return $"{Domain}\n{Encoding.UTF8.GetString(CanonicalJson.Serialize(writer.Members))}\n";
    }

    private static bool IsSalt(string? salt) => salt?.Length == 2 * SaltSize && salt.All(char.IsAsciiHexDigitLower);

    private static FederatedException Malformed(Exception? inner = null) => new(ErrorCodes.ReceiptInvalid,
        $"Got a receipt of another form, wanted the line '{Domain}' and canonical JSON. Ask the coordinator to send it again.",
        inner: inner);
}
