namespace Federated.Silo.Security;

/// <summary>What the holder of a certificate is. A certificate spells it in lower case as its organisational unit.</summary>
public enum Role
{
    /// <summary>A partner's node.</summary>
    Partner,

    /// <summary>Agrees terms, launches and stops runs, releases models.</summary>
    Coordinator,

    /// <summary>A privacy officer: reviews the ledger, holds a run or a partner.</summary>
    Officer,

    /// <summary>Reads.</summary>
    Viewer,
}
