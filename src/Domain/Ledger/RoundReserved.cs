using System.Globalization;
using Federated.Domain.Rounds;

namespace Federated.Domain.Ledger;

/// <summary>
/// A round of an adaptive run was charged: the run's filter and the budget of every partner admitted it, and nothing of it had left
/// the coordinator. What is reserved is spent, whatever becomes of the round.
/// <code>
/// microNoiseMultiplier  integer  z of the round in millionths, exactly as it is used, 1 to 10^12
/// round                 integer  from 1 to 1000000
/// run                   string   the run's id
/// type                  "round-reserved"
/// </code>
/// Unique: <c>reserved/{run}/{round}</c>.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Run">The run.</param>
/// <param name="Round">The round, from 1.</param>
/// <param name="MicroNoiseMultiplier">The noise multiplier in millionths.</param>
public sealed record RoundReserved(DateTimeOffset At, RunId Run, int Round, long MicroNoiseMultiplier) : LedgerEntry(At)
{
    /// <summary>The type of the entry.</summary>
    public const string TypeName = "round-reserved";

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override string UniqueKey => string.Create(CultureInfo.InvariantCulture, $"reserved/{Run}/{Round}");

    /// <inheritdoc/>
    public override RunId? RunOrNull => Run;

    /// <inheritdoc/>
    public override int? RoundOrNull => Round;

    internal override void Write(EntryWriter writer)
    {
        writer.Run(Run);
        writer.Round(Round);
        writer.Integer("microNoiseMultiplier", MicroNoiseMultiplier, 1, NoiseTuned.LargestMultiplier);
    }

    internal static RoundReserved Read(EntryReader reader, DateTimeOffset at) => new(at, reader.Run(), reader.Int32("round"), reader.Integer("microNoiseMultiplier"));
}
