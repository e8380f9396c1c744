using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Domain.Ledger;

/// <summary>
/// The member set of a round is fixed and its spend charged, before the result is computed.
/// A commitment is salted (see <see cref="UpdateReceipt"/>): it says nothing about the update to who lacks the salt.
/// <code>
/// baseModel           hash     of the model the round trained from
/// cohort              strings  the assigned partners, sorted, distinct
/// lost                strings  claimed but never recovered, sorted, distinct
/// mechanism           string   the noise mechanism, 1 to 256 characters
/// members             objects  {"commitment": hash, "partner": string}, sorted by partner, distinct
/// partialCommitments  hashes   one for each intake's partial sum
/// round               integer  from 1 to 1000000
/// run                 string   the run's id
/// spare               strings  asked beyond need and not waited for, sorted, distinct; absent when there is none
/// spendMicroEpsilon   integer  millionths of epsilon, from 0; 0 in an adaptive run (round-reserved has charged it)
/// type                "round-sealed"
/// </code>
/// Unique: <c>sealed/{run}/{round}</c>.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Run">The run.</param>
/// <param name="Round">The round, from 1.</param>
/// <param name="Cohort">The assigned partners, sorted by name.</param>
/// <param name="Members">Whose updates count, sorted by partner.</param>
/// <param name="Lost">Whose claimed updates could not be recovered, sorted by name.</param>
/// <param name="PartialCommitments">The salted commitments to the partial sums.</param>
/// <param name="BaseModel">The model the round trained from.</param>
/// <param name="Mechanism">The noise mechanism.</param>
/// <param name="SpendMicroEpsilon">The spend, in millionths of epsilon.</param>
public sealed record RoundSealed(
    DateTimeOffset At,
    RunId Run,
    int Round,
    ImmutableArray<PartnerName> Cohort,
    ImmutableArray<SealedMember> Members,
    ImmutableArray<PartnerName> Lost,
    ImmutableArray<ContentHash> PartialCommitments,
    ContentHash BaseModel,
    string Mechanism,
    long SpendMicroEpsilon) : LedgerEntry(At)
{
    internal const string TypeName = "round-sealed";

    /// <summary>The assigned partners, sorted by name.</summary>
    public ImmutableArray<PartnerName> Cohort { get; init => field = PartnerSets.Sorted(value); } = PartnerSets.Sorted(Cohort);

    /// <summary>Whose updates count, sorted by partner.</summary>
    public ImmutableArray<SealedMember> Members { get; init => field = PartnerSets.Sorted(value); } = PartnerSets.Sorted(Members);

    /// <summary>Whose claimed updates could not be recovered, sorted by name.</summary>
    public ImmutableArray<PartnerName> Lost { get; init => field = PartnerSets.Sorted(value); } = PartnerSets.Sorted(Lost);

    /// <summary>The salted commitments to the partial sums.</summary>
    public ImmutableArray<ContentHash> PartialCommitments { get; init => field = value.IsDefault ? [] : value; }
        = PartialCommitments.IsDefault ? [] : PartialCommitments;

    /// <summary>
    /// Partners of an over-selected round that had not answered when it had all the updates it needed, sorted by name. Nothing
    /// was wanted of them any more: they missed nothing.
    /// </summary>
    public ImmutableArray<PartnerName> Spare { get; init => field = PartnerSets.Sorted(value); } = [];

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override string UniqueKey => string.Create(CultureInfo.InvariantCulture, $"sealed/{Run}/{Round}");

    /// <inheritdoc/>
    public override RunId? RunOrNull => Run;

    /// <inheritdoc/>
    public override int? RoundOrNull => Round;

    /// <summary>True when every member is equal; the lists by their items.</summary>
    public bool Equals(RoundSealed? other) => other is not null && At == other.At && Run == other.Run
        && Round == other.Round
        && Cohort.SequenceEqual(other.Cohort)
        && Members.SequenceEqual(other.Members)
        && Lost.SequenceEqual(other.Lost)
        && Spare.SequenceEqual(other.Spare)
        && PartialCommitments.SequenceEqual(other.PartialCommitments)
        && BaseModel == other.BaseModel
        && string.Equals(Mechanism, other.Mechanism, StringComparison.Ordinal)
        && SpendMicroEpsilon == other.SpendMicroEpsilon;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(At, Run, Round, BaseModel, Mechanism);

    internal override void Write(EntryWriter writer)
    {
        writer.Run(Run);
        writer.Round(Round);
        writer.Partners("cohort", Cohort);
        writer.SealedMembers("members", Members);
        writer.Partners("lost", Lost);
        if (!Spare.IsEmpty)
            writer.Partners("spare", Spare);
        writer.Hashes("partialCommitments", PartialCommitments);
        writer.Hash("baseModel", BaseModel);
        writer.Text("mechanism", Mechanism, 256);
        writer.Integer("spendMicroEpsilon", SpendMicroEpsilon, 0, EntryWriter.MaxInteger);
    }

    internal static RoundSealed Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Run(),
        reader.Int32("round"),
        reader.Partners("cohort"),
        reader.SealedMembers("members"),
        reader.Partners("lost"),
        reader.Hashes("partialCommitments"),
        reader.Hash("baseModel"),
        reader.Text("mechanism"),
        reader.Integer("spendMicroEpsilon"))
    {
        Spare = reader.PartnersOrNone("spare"),
    };
}
