namespace Federated.Domain.Privacy.Accounting;

/// <summary>The same event a number of times, on the same data.</summary>
/// <param name="Event">What was released each time.</param>
/// <param name="Count">How many times, at least 0, else FED-1001.</param>
public sealed record ComposedEvent(PrivacyEvent Event, int Count)
{
    /// <summary>How many times.</summary>
    public int Count { get; } = Parameter.AtLeast("a number of releases", Count, 0);
}
