using Federated.Domain.Errors;

namespace Federated.Domain.Registry;

/// <summary>Why an entry does not fit the registry.</summary>
/// <param name="Code">The code.</param>
/// <param name="Message">Public text: got, wanted, what to do.</param>
public sealed record RegistryRefusal(ErrorCode Code, string Message)
{
    /// <summary>The same as an exception.</summary>
    public FederatedException ToException() => new(Code, Message);
}
