using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Domain.Ledger;

/// <summary>
/// A run was launched under a plan, and its privacy spend reserved.
/// <code>
/// initialModel          hash     of the model round 1 starts from
/// layout                hash     of the layout of an upload: the model's parameters, or a query's digits
/// mode                  string   the privacy mode, 1 to 64 characters
/// partners              strings  sorted, distinct, at least one
/// plan                  string   the plan as canonical JSON, at most 1 MiB characters
/// planHash              hash     SHA-256 of the plan's UTF-8 bytes
/// reservedMicroEpsilon  integer  millionths of epsilon, from 0
/// rounds                integer  how many, from 1 to 1000000
/// run                   string   the run's id
/// type                  "run-launched"
/// </code>
/// Unique: <c>launched/{run}</c>.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Run">The run.</param>
/// <param name="Plan">The plan as canonical JSON text.</param>
/// <param name="PlanHash">SHA-256 of the plan's UTF-8 bytes.</param>
/// <param name="Mode">The privacy mode.</param>
/// <param name="Rounds">The number of rounds.</param>
/// <param name="Partners">The partners of the run, sorted by name.</param>
/// <param name="InitialModel">The model that round 1 starts from.</param>
/// <param name="Layout">The layout of an upload.</param>
/// <param name="ReservedMicroEpsilon">The reserved spend, in millionths of epsilon.</param>
public sealed record RunLaunched(
    DateTimeOffset At,
    RunId Run,
    string Plan,
    ContentHash PlanHash,
    string Mode,
    int Rounds,
    ImmutableArray<PartnerName> Partners,
    ContentHash InitialModel,
    ContentHash Layout,
    long ReservedMicroEpsilon) : LedgerEntry(At)
{
    /// <summary>The type of the entry.</summary>
    public const string TypeName = "run-launched";

    /// <summary>The partners of the run, sorted by name.</summary>
    public ImmutableArray<PartnerName> Partners { get; init => field = PartnerSets.Sorted(value); } = PartnerSets.Sorted(Partners);

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override string UniqueKey => $"launched/{Run}";

    /// <inheritdoc/>
    public override RunId? RunOrNull => Run;

    /// <summary>True when every member is equal; the lists by their items.</summary>
    public bool Equals(RunLaunched? other) => other is not null && At == other.At && Run == other.Run
        && string.Equals(Plan, other.Plan, StringComparison.Ordinal)
        && PlanHash == other.PlanHash
        && string.Equals(Mode, other.Mode, StringComparison.Ordinal)
        && Rounds == other.Rounds
        && Partners.SequenceEqual(other.Partners)
        && InitialModel == other.InitialModel
        && Layout == other.Layout
        && ReservedMicroEpsilon == other.ReservedMicroEpsilon;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(At, Run, Plan, PlanHash, Mode);

    internal override void Write(EntryWriter writer)
    {
        writer.Run(Run);
        writer.Text("plan", Plan, 1 << 20);
        writer.Hash("planHash", PlanHash);
        writer.Text("mode", Mode, 64);
        writer.Integer("rounds", Rounds, 1, EntryWriter.MaxRound);
        if (Partners.IsEmpty)
            throw writer.Refused("partners", "no partner", "at least one");
        writer.Partners("partners", Partners);
        writer.Hash("initialModel", InitialModel);
        writer.Hash("layout", Layout);
        writer.Integer("reservedMicroEpsilon", ReservedMicroEpsilon, 0, EntryWriter.MaxInteger);
    }

    internal static RunLaunched Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Run(),
        reader.Text("plan"),
        reader.Hash("planHash"),
        reader.Text("mode"),
        reader.Int32("rounds"),
        reader.Partners("partners"),
        reader.Hash("initialModel"),
        reader.Hash("layout"),
        reader.Integer("reservedMicroEpsilon"));
}
