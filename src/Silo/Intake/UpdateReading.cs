using System.IO.Pipelines;
using Federated.Domain.Errors;
using Federated.Domain.Updates;

namespace Federated.Silo.Intake;

/// <summary>Streams an upload into a stage, which checks it on the way.</summary>
internal static class UpdateReading
{
    /// <summary>Reads to the end of the body.</summary>
    /// <exception cref="FederatedException">
    /// FED-1203 before the first byte when more are announced than the layout can need; FED-1213 when the bytes are not the announced ones;
    /// FED-1202 when they end early or the connection breaks; FED-1602 when the disk refuses; else as <see cref="UpdateStage.Append"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The host is stopping.</exception>
    public static async Task<StagedUpdate> Stage(UpdateBody body, UpdateExpectation expectation, IUpdateSpool? spool, CancellationToken aborted, CancellationToken stopping)
    {
        StagedUpdate? staged = null;
        try
        {
            staged = await Stage(body, new UpdateStage(expectation, spool), aborted, stopping);
            return staged;
        }
        finally
        {
            if (staged is null)
                spool?.Dispose();
        }
    }

    private static async Task<StagedUpdate> Stage(UpdateBody body, UpdateStage stage, CancellationToken aborted, CancellationToken stopping)
    {
        using var ending = stage;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        try
        {
            await Pump(body.Bytes, stage, either.Token);
        }
        catch (Exception e) when (e is not FederatedException && !stopping.IsCancellationRequested)
        {
            // Whatever the transport calls it (reset, aborted, too slow, cut off), the body ended before the update did.
            throw new FederatedException(ErrorCodes.UpdateTruncated,
                "Got a connection that broke off in the middle of the update, wanted all of it. Nothing was kept; send the same bytes again.", inner: e);
        }

        var staged = stage.Complete();
        if (body.AnnouncedHash is { } announced && announced != staged.Hash)
            throw new FederatedException(ErrorCodes.UpdateHashMismatch,
                $"Got bytes with SHA-256 {staged.Hash}, wanted the announced {announced}. They were changed on the way; send the same bytes again.");
        return staged;
    }

    /// <summary>Refuses an announced length that no update of the layout can have.</summary>
    public static void CheckLength(UpdateBody body, RunShape shape)
    {
        if (body.Length > shape.MaxUpdateBytes)
            throw new FederatedException(ErrorCodes.UpdateTooLarge,
                $"Got an update of {body.Length} bytes, wanted at most {shape.MaxUpdateBytes} for this model. Send an update of the plan's layout.");
    }

    private static async Task Pump(PipeReader bytes, UpdateStage stage, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await bytes.ReadAsync(cancellationToken);
            foreach (var segment in read.Buffer)
                stage.Append(segment.Span);
            bytes.AdvanceTo(read.Buffer.End);
            if (read.IsCanceled)
                throw new OperationCanceledException("The body was cancelled.");
            if (read.IsCompleted)
                return;
        }
    }
}
