namespace Orleans.Runtime;

/// <summary>The host is configured in a way it cannot run.</summary>
public sealed class OrleansConfigurationException : Exception
{
    /// <summary>An error with its text.</summary>
    public OrleansConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its text and cause.</summary>
    public OrleansConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
