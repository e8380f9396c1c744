using Federated.Domain.Models;

namespace Federated.Domain.Ledger;

/// <summary>What <see cref="LedgerVerifier"/> found in an export.</summary>
/// <param name="Valid">Form, rules, root and signature all hold.</param>
/// <param name="Entries">The number of entry lines read.</param>
/// <param name="Root">The Merkle root computed over them.</param>
/// <param name="FirstProblem">The first bad thing in file order, or null.</param>
/// <param name="AtIndex">The entry it is about, from 0; null when it is about the whole file.</param>
/// <param name="KeysFromFile">
/// True when no trusted keys were given: the file was checked against the keys it names itself, so whoever wrote the file
/// may have made them up.
/// </param>
/// <param name="CheckpointValid">
/// The checkpoint is signed, of this federation, and has this size and root, whatever the rules say of the entries.
/// </param>
/// <param name="Keys">The keys used; null when the header could not be read and none were given.</param>
/// <param name="Counts">What the ledger holds.</param>
/// <remarks>
/// A valid verdict does not rule out a split view, in which the federation shows another ledger to somebody else. Compare
/// checkpoints with the other partners, or ask for a consistency proof against one seen before.
/// </remarks>
public sealed record LedgerVerdict(
    bool Valid,
    long Entries,
    ContentHash Root,
    string? FirstProblem,
    long? AtIndex,
    bool KeysFromFile,
    bool CheckpointValid,
    FederationKeys? Keys,
    LedgerCounts Counts);
