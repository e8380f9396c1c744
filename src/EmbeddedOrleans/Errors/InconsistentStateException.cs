namespace Orleans.Storage;

/// <summary>
/// The stored version of a grain's state is not the one this activation read: another activation wrote in between.
/// An activation that lets it escape from a call is deactivated, so that the next call reads again.
/// </summary>
public class InconsistentStateException : Runtime.OrleansException
{
    /// <summary>An error with its text.</summary>
    public InconsistentStateException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its text and both versions.</summary>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : base(errorMsg)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>The version in the store, if known.</summary>
    public string? StoredEtag { get; }

    /// <summary>The version that the activation had read.</summary>
    public string? CurrentEtag { get; }

    /// <summary>Whether the exception has not yet left the activation it arose in.</summary>
    internal bool IsSourceActivation { get; set; } = true;
}
