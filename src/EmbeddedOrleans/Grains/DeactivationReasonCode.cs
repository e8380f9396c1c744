namespace Orleans;

/// <summary>The kinds of reason for which an activation ends. The numbers are those of Orleans.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>None was given.</summary>
    None,

    /// <summary>The silo is stopping.</summary>
    ShuttingDown,

    /// <summary>The activation never came up.</summary>
    ActivationFailed,

    /// <summary>Unused in one process.</summary>
    DirectoryFailure,

    /// <summary>No call came for the collection age.</summary>
    ActivationIdle,

    /// <summary>Unused in one process.</summary>
    ActivationUnresponsive,

    /// <summary>Unused in one process.</summary>
    DuplicateActivation,

    /// <summary>Unused in one process.</summary>
    IncompatibleRequest,

    /// <summary>The grain let an error escape that its state does not survive.</summary>
    ApplicationError,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested,

    /// <summary>Unused in one process.</summary>
    Migrating,

    /// <summary>The runtime asked for it.</summary>
    RuntimeRequested,

    /// <summary>Unused in one process.</summary>
    HighMemoryPressure,
}
