namespace Federated.Silo.Api;

/// <summary>Waits for a grain's answer no longer than the request and the host live.</summary>
internal static class LongPoll
{
    /// <summary>The answer, or null when the host stops first.</summary>
    /// <exception cref="OperationCanceledException">The request is gone.</exception>
    public static async Task<T?> Wait<T>(Task<T> answer, HttpContext context)
        where T : class
    {
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            return await answer.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }
}
