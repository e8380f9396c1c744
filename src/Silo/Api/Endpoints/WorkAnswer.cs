using Federated.Protocol.Work;

namespace Federated.Silo.Api.Endpoints;

/// <summary>Work in the form that the caller asked for.</summary>
internal static class WorkAnswer
{
    /// <summary>True when the caller reads models as raw bytes.</summary>
    public static bool WantsFrames(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals(WorkFrames.MediaType, StringComparison.OrdinalIgnoreCase));

    /// <summary>Writes framed work; names the content type unless the answer has begun.</summary>
    public static async Task WriteFrames(HttpContext context, WorkResponse work)
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = WorkFrames.MediaType;
        WorkFrames.Write(context.Response.BodyWriter, work);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
