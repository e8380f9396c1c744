using System.Text.Json;
using Federated.Domain.Errors;
using Federated.Protocol;

namespace Federated.Silo.Api.Problems;

/// <summary>
/// Every refusal leaves as problem details with a stable code. What was not expected is logged whole and told as little as
/// possible.
/// </summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, IHostApplicationLifetime lifetime, ILogger<ProblemMiddleware> logger)
{
    /// <summary>Calls the rest of the pipeline.</summary>
    public async Task Invoke(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response is { StatusCode: >= 400, ContentType: null })
                await ProblemWriter.Write(context, OfStatus(context));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception e)
        {
            await Tell(context, e);
        }
    }

    private Task Tell(HttpContext context, Exception exception)
    {
        var problem = Describe(context, exception);
        if (context.Response.HasStarted)
        {
            // Half an answer must not pass for a whole one.
            LogBrokenOff(context.Request.Method, context.Request.Path, problem.Code);
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.Clear();
        return ProblemWriter.Write(context, problem);
    }

    private Problem Describe(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case FederatedException e:
                LogRefused(context.Request.Method, context.Request.Path, e.Code.ToString(), e.Message, e.Detail ?? string.Empty);
                return ProblemWriter.Of(e);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return ProblemWriter.Of(ErrorCodes.RequestInvalid with { HttpStatus = 413 }, "Got a request body of more than 1 MiB, wanted a smaller one. Only updates may be larger.");
            case BadHttpRequestException { InnerException: JsonException e }:
                return ProblemWriter.Of(ErrorCodes.RequestInvalid, $"Got a body with {Fault(e)}, wanted what /openapi/v1.json on the console listener describes for this route.");
            case BadHttpRequestException e:
                return ProblemWriter.Of(ErrorCodes.RequestInvalid with { HttpStatus = e.StatusCode }, $"{e.Message} /openapi/v1.json on the console listener describes what the route takes.");
            case OperationCanceledException when lifetime.ApplicationStopping.IsCancellationRequested:
                return ProblemWriter.Of(ErrorCodes.Unreachable, "The silo is stopping. Try again when it is back.");
            case TimeoutException e:
                LogUnexpected(context.Request.Method, context.Request.Path, e);
                return ProblemWriter.Of(ErrorCodes.Unreachable, "The silo is busy and gave no answer in time. Try again shortly.");
            default:
                LogUnexpected(context.Request.Method, context.Request.Path, exception);
                return ProblemWriter.Of(ErrorCodes.Unexpected, $"Something went wrong that should not. The silo's log says more, at trace {context.TraceIdentifier}.");
        }
    }

    // The serializer's own text names types of this program, which mean nothing to the caller.
    private static string Fault(JsonException e)
    {
        const string missing = "required properties including: ";
        var at = e.Message.IndexOf(missing, StringComparison.Ordinal);
        return at >= 0 ? $"{e.Message[(at + missing.Length)..].TrimEnd('.')} missing" : $"a fault at '{e.Path ?? "$"}', line {(e.LineNumber ?? 0) + 1}";
    }

    private static Problem OfStatus(HttpContext context) => context.Response.StatusCode == StatusCodes.Status404NotFound
        ? ProblemWriter.Of(ProblemWriter.RouteUnknown(context.Request))
        : ProblemWriter.Of(ErrorCodes.RequestInvalid with { HttpStatus = context.Response.StatusCode },
            $"Got {context.Request.Method} {context.Request.Path} with content type '{context.Request.ContentType}', which the route does not take. /openapi/v1.json on the console listener describes it.");

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Path} refused with {Code}: {Reason} {Detail}")]
    private partial void LogRefused(string method, string path, string code, string reason, string detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void LogUnexpected(string method, string path, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} broke off in the middle of the answer with {Code}")]
    private partial void LogBrokenOff(string method, string path, string code);
}
