namespace Federated.Grains.Run;

/// <summary>The stored state of a run grain: only what the ledger does not say.</summary>
public sealed record RunRecord
{
    /// <summary>The command that started the run; a repeat of it is answered, another one is refused.</summary>
    public string OperationId { get; init; } = string.Empty;

    /// <summary>True once a coordinator asked to stop after the current round.</summary>
    public bool StopRequested { get; init; }

    /// <summary>True once it was asked again: the run ends now, and the open round with it.</summary>
    public bool StopNow { get; init; }

    /// <summary>Why an adaptive run could open no further round; null otherwise.</summary>
    public string? EndReason { get; init; }
}
