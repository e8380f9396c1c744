using System.Collections.Immutable;

namespace Federated.ClientNode.Verification;

/// <summary>What a ledger export makes of all the receipts of a node; the machine form of 'fed-node verify --json'.</summary>
public sealed record VerificationReport
{
    /// <summary>The partner.</summary>
    public required string Partner { get; init; }

    /// <summary>The number of receipts.</summary>
    public required int Receipts { get; init; }

    /// <summary>Sealed and committed.</summary>
    public required int Included { get; init; }

    /// <summary>The export does not reach the round's end, or the round is sealed and not committed.</summary>
    public required int Pending { get; init; }

    /// <summary>The ledger says that the update was lost.</summary>
    public required int Lost { get; init; }

    /// <summary>The ledger says that the round was abandoned.</summary>
    public required int Abandoned { get; init; }

    /// <summary>Promises that the ledger does not keep.</summary>
    public required int Missing { get; init; }

    /// <summary>Receipts that do not verify.</summary>
    public required int BadSignatures { get; init; }

    /// <summary>Entries of the ledger.</summary>
    public required long Entries { get; init; }

    /// <summary>True when the export verifies and no receipt is missing or bad.</summary>
    public required bool Valid { get; init; }

    /// <summary>What is wrong with the export, or null.</summary>
    public string? LedgerProblem { get; init; }

    /// <summary>The file that names what is missing, or null.</summary>
    public string? Evidence { get; init; }

    /// <summary>Each receipt.</summary>
    public ImmutableArray<VerificationLine> Lines { get; init; } = [];
}
