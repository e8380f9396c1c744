using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Federated.Grains.Abstractions.Ledger;

/// <summary>
/// The one writer of the ledger. What is appended here has happened; everything else in the system follows from it.
/// Key <see cref="GrainKeys.Ledger"/>.
/// </summary>
[Alias("federated.ILedgerGrain")]
public interface ILedgerGrain : IGrainWithStringKey
{
    /// <summary>Appends canonical entries in one transaction. An entry whose unique key stands already is not appended again.</summary>
    [Alias("Append")]
    Task<AppendReply> Append(ImmutableArray<byte[]> entries);

    /// <summary>
    /// Reserves a run's whole schedule: at the expected tree size, checks it against every partner's agreed budget, folded
    /// from the ledger, and appends the launch. FED-1007 says what would fit. An adaptive run only has to fit with its first round.
    /// </summary>
    [Alias("Launch")]
    Task<AppendReply> Launch(byte[] entry);

    /// <summary>
    /// Charges a round of an adaptive run before anything of it leaves: at the expected tree size, checks the run's filter and every
    /// partner's budget, and appends the reservation. A round is reserved once: a second call returns what stands.
    /// </summary>
    [Alias("ReserveRound")]
    Task<ReserveReply> ReserveRound(ReserveRound command);

    /// <summary>Changes the noise of an adaptive run from its first round that is not reserved.</summary>
    [Alias("Tune")]
    Task<TuneReply> Tune(TuneNoise command);

    /// <summary>
    /// Appends an entry of the registry of models: an evaluation, a gate, a tag or a rollback. At the expected tree size it is
    /// checked against the registry, folded from the ledger.
    /// </summary>
    [Alias("Register")]
    Task<AppendReply> Register(byte[] entry);

    /// <summary>
    /// A partner joins a run after its launch: at the expected tree size, reserves the run's whole schedule for it, as the
    /// launch did for the others. FED-1406 when a private run finds no budget of it, FED-1007 when that does not cover
    /// the run.
    /// </summary>
    [Alias("Join")]
    Task<AppendReply> Join(byte[] entry);

    /// <summary>
    /// Transaction 1: at the expected tree size, checks that the run's reservation covers the round and its members,
    /// appends the sealed entry and stores the round's wrapped secret. A round is sealed once: a second seal returns
    /// what stands.
    /// </summary>
    [Alias("Seal")]
    Task<SealReply> Seal(SealRound command);

    /// <summary>Transaction 2: appends the committed entry and erases the round's secret.</summary>
    [Alias("Commit")]
    Task<AppendReply> Commit(CommitRound command);

    /// <summary>A page of canonical entries.</summary>
    [Alias("Page"), AlwaysInterleave]
    Task<LedgerPage> Page(long from, int max);

    /// <summary>A freshly signed checkpoint of the whole ledger, as note text.</summary>
    [Alias("Checkpoint"), AlwaysInterleave]
    Task<string> Checkpoint();
}
