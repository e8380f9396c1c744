namespace Orleans.Storage;

/// <summary>A grain names a storage that the host does not have.</summary>
public sealed class BadProviderConfigException : Runtime.OrleansException
{
    /// <summary>An error with its text.</summary>
    public BadProviderConfigException(string msg)
        : base(msg)
    {
    }
}
