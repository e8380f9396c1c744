using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Agreements;
using Federated.Domain.Rounds;

namespace Federated.Domain.Ledger;

/// <summary>
/// A round was given up before it was sealed; the model stays as it was.
/// <code>
/// claimed  strings  whose updates had been claimed, sorted, distinct
/// cohort   strings  the assigned partners, sorted, distinct
/// reason   string   1 to 1000 characters
/// round    integer  from 1 to 1000000
/// run      string   the run's id
/// type     "round-abandoned"
/// </code>
/// Unique: <c>abandoned/{run}/{round}</c>.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Run">The run.</param>
/// <param name="Round">The round, from 1.</param>
/// <param name="Cohort">The assigned partners, sorted by name.</param>
/// <param name="Claimed">Whose updates had been claimed, sorted by name.</param>
/// <param name="Reason">Why.</param>
public sealed record RoundAbandoned(
    DateTimeOffset At,
    RunId Run,
    int Round,
    ImmutableArray<PartnerName> Cohort,
    ImmutableArray<PartnerName> Claimed,
    string Reason) : LedgerEntry(At)
{
    internal const string TypeName = "round-abandoned";

    /// <summary>The assigned partners, sorted by name.</summary>
    public ImmutableArray<PartnerName> Cohort { get; init => field = PartnerSets.Sorted(value); } = PartnerSets.Sorted(Cohort);

    /// <summary>Whose updates had been claimed, sorted by name.</summary>
    public ImmutableArray<PartnerName> Claimed { get; init => field = PartnerSets.Sorted(value); } = PartnerSets.Sorted(Claimed);

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override string UniqueKey => string.Create(CultureInfo.InvariantCulture, $"abandoned/{Run}/{Round}");

    /// <inheritdoc/>
    public override RunId? RunOrNull => Run;

    /// <inheritdoc/>
    public override int? RoundOrNull => Round;

    /// <summary>True when every member is equal; the lists by their items.</summary>
    public bool Equals(RoundAbandoned? other) => other is not null && At == other.At && Run == other.Run
        && Round == other.Round
        && Cohort.SequenceEqual(other.Cohort)
        && Claimed.SequenceEqual(other.Claimed)
        && string.Equals(Reason, other.Reason, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(At, Run, Round, Reason);

    internal override void Write(EntryWriter writer)
    {
        writer.Run(Run);
        writer.Round(Round);
        writer.Partners("cohort", Cohort);
        writer.Partners("claimed", Claimed);
        writer.Text("reason", Reason, 1000);
    }

    internal static RoundAbandoned Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Run(),
        reader.Int32("round"),
        reader.Partners("cohort"),
        reader.Partners("claimed"),
        reader.Text("reason"));
}
