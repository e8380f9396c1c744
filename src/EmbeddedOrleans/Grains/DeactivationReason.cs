namespace Orleans;

/// <summary>Why an activation ends.</summary>
public readonly struct DeactivationReason
{
    /// <summary>A reason with its text.</summary>
    public DeactivationReason(DeactivationReasonCode code, string text)
        : this(code, null, text)
    {
    }

    /// <summary>A reason with its text and the failure behind it.</summary>
    public DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
    {
        ReasonCode = code;
        Exception = exception;
        Description = text;
    }

    /// <summary>The text.</summary>
    public string Description { get; }

    /// <summary>The kind.</summary>
    public DeactivationReasonCode ReasonCode { get; }

    /// <summary>The failure behind it, if one is.</summary>
    public Exception? Exception { get; }

    /// <inheritdoc/>
    public override string ToString() => Exception is null
        ? $"{ReasonCode}: {Description}"
        : $"{ReasonCode}: {Description}. Exception: {Exception}";
}
