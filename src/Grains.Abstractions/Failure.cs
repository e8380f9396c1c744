using Federated.Domain.Errors;
using ErrorCode = Federated.Domain.Errors.ErrorCode;

namespace Federated.Grains.Abstractions;

/// <summary>An expected failure, as data: exception types of the product do not cross silos.</summary>
/// <param name="Code">The stable number of the code (1204 for FED-1204).</param>
/// <param name="HttpStatus">The HTTP status of the code.</param>
/// <param name="Title">The title of the code.</param>
/// <param name="Message">Public text: got, wanted, what to do.</param>
[GenerateSerializer, Immutable, Alias("federated.Failure")]
public sealed record Failure(
    [property: Id(0)] int Code, [property: Id(1)] int HttpStatus, [property: Id(2)] string Title, [property: Id(3)] string Message)
{
    /// <summary>The failure that an exception describes.</summary>
    public static Failure Of(FederatedException exception) =>
        new(exception.Code.Number, exception.Code.HttpStatus, exception.Code.Title, exception.Message);

    /// <summary>A failure with a code of the catalogue.</summary>
    public static Failure Of(ErrorCode code, string message) => new(code.Number, code.HttpStatus, code.Title, message);

    /// <summary>The exception to throw at the edge.</summary>
    public FederatedException ToException() => new(new ErrorCode(Code, HttpStatus, Title), Message);
}
