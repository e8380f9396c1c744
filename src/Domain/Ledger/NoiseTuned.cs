using Federated.Domain.Rounds;

namespace Federated.Domain.Ledger;

/// <summary>
/// A coordinator changed the noise of an adaptive run, from the first round that was not reserved yet. The newest entry stands.
/// <code>
/// fromRound             integer  the first round with this noise, from 1 to 1000000
/// microNoiseMultiplier  integer  z in millionths, 1 to 10^12
/// run                   string   the run's id
/// type                  "noise-tuned"
/// </code>
/// Not unique: noise may be tuned again before the round is reserved.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Run">The run.</param>
/// <param name="FromRound">The first round with this noise.</param>
/// <param name="MicroNoiseMultiplier">The noise multiplier in millionths.</param>
public sealed record NoiseTuned(DateTimeOffset At, RunId Run, int FromRound, long MicroNoiseMultiplier) : LedgerEntry(At)
{
    /// <summary>The type of the entry.</summary>
    public const string TypeName = "noise-tuned";

    internal const long LargestMultiplier = 1_000_000_000_000;

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override RunId? RunOrNull => Run;

    internal override void Write(EntryWriter writer)
    {
        writer.Run(Run);
        writer.Integer("fromRound", FromRound, 1, EntryWriter.MaxRound);
        writer.Integer("microNoiseMultiplier", MicroNoiseMultiplier, 1, LargestMultiplier);
    }

    internal static NoiseTuned Read(EntryReader reader, DateTimeOffset at) => new(at, reader.Run(), reader.Int32("fromRound"), reader.Integer("microNoiseMultiplier"));
}
