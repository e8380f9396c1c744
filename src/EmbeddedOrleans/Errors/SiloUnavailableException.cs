namespace Orleans.Runtime;

/// <summary>The silo is stopping or stopped, so the call did not run to its end.</summary>
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>The silo is unavailable.</summary>
    public SiloUnavailableException()
        : base("Silo unavailable")
    {
    }

    /// <summary>The silo is unavailable, with the reason.</summary>
    public SiloUnavailableException(string msg)
        : base(msg)
    {
    }
}
