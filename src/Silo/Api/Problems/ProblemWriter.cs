using Federated.Domain.Errors;
using Federated.Protocol;
using ErrorCode = Federated.Domain.Errors.ErrorCode;

namespace Federated.Silo.Api.Problems;

/// <summary>Writes RFC 9457 problem details.</summary>
internal static class ProblemWriter
{
    /// <summary>The problem that an expected failure is.</summary>
    public static Problem Of(FederatedException exception) => Of(exception.Code, exception.Message);

    /// <summary>A problem with a code of the catalogue.</summary>
    public static Problem Of(ErrorCode code, string detail) => new($"urn:federated:{code}", code.Title, code.HttpStatus, detail, code.ToString());

    /// <summary>No route of this listener has the address.</summary>
    public static FederatedException RouteUnknown(HttpRequest request) => new(ErrorCodes.RouteUnknown,
        $"Got {request.Method} {request.Path}, which this listener does not have. /openapi/v1.json on the console listener lists the routes; nodes and consoles have one listener each.");

    /// <summary>Writes the problem as the whole answer. Nothing may have been written before.</summary>
    public static Task Write(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status;
        return context.Response.WriteAsJsonAsync(problem, ProtocolJson.Options, Problem.MediaType, context.RequestAborted);
    }
}
