namespace Federated.Domain.Errors;

/// <summary>
/// The one root of expected failures. <see cref="Exception.Message"/> is public: it says what was got, what was
/// wanted and what to do. <see cref="Detail"/> is for logs and never leaves the process.
/// </summary>
public sealed class FederatedException : Exception
{
    /// <param name="code">The stable code, from <see cref="ErrorCodes"/>.</param>
    /// <param name="message">Public text: got, wanted, what to do.</param>
    /// <param name="detail">Internal detail for logs.</param>
    /// <param name="inner">The cause, if another exception led here.</param>
    public FederatedException(ErrorCode code, string message, string? detail = null, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Detail = detail;
    }

    /// <summary>The stable code of this failure.</summary>
    public ErrorCode Code { get; }

    /// <summary>Internal detail for logs, or null.</summary>
    public string? Detail { get; }
}
