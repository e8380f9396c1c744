namespace Orleans.Runtime;

/// <summary>A reminder could not be changed.</summary>
public sealed class ReminderException : OrleansException
{
    /// <summary>An error with its text.</summary>
    public ReminderException(string message)
        : base(message)
    {
    }
}
