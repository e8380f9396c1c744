using System.Globalization;

namespace Orleans;

/// <summary>How long a caller of this method waits for its answer.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
{
    /// <summary>The wait, in the text form of <see cref="TimeSpan"/>.</summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture);
}
