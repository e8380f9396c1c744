using System.IO.Pipelines;
using Federated.Domain.Errors;
using Federated.Domain.Updates;

namespace Federated.Silo.Intake;

/// <summary>Streams an upload into a stage, which checks it on the way.</summary>
internal static class UpdateReading
{
    /// <summary>Reads to the end of the body. What the upload holds is the staged update's when there is one, and the caller's until then.</summary>
    /// <exception cref="FederatedException">
    /// FED-1203 before the first byte when more are announced than the layout can need; FED-1213 when the bytes are not the announced ones;
    /// FED-1202 when they end early or the connection breaks; FED-1602 when the disk refuses; else as <see cref="UpdateStage.Append"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The host is stopping.</exception>
    public static async Task<StagedUpdate> Stage(UpdateBody body, UnfinishedUpload upload, CancellationToken aborted, CancellationToken stopping)
    {
        var stage = upload.Stage;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        try
        {
            upload.BrokeOff = false;
            await Pump(body.Bytes, upload, either.Token);
        }
        catch (Exception e) when (e is not FederatedException && !stopping.IsCancellationRequested)
        {
            // Whatever the transport calls it (reset, aborted, too slow, cut off), the body ended before the update did.
            upload.BrokeOff = true;
            throw new FederatedException(ErrorCodes.UpdateTruncated,
                "Got a connection that broke off in the middle of the update, wanted all of it. Nothing counts before it is whole; send the same bytes again, or the rest of them.", inner: e);
        }

        var staged = stage.Complete();
        stage.Dispose();
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

    private static async Task Pump(PipeReader bytes, UnfinishedUpload upload, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await bytes.ReadAsync(cancellationToken);
            foreach (var segment in read.Buffer)
                upload.Stage.Append(segment.Span);
            upload.Received += read.Buffer.Length;
            bytes.AdvanceTo(read.Buffer.End);
            if (read.IsCanceled)
                throw new OperationCanceledException("The body was cancelled.");
            if (read.IsCompleted)
                return;
        }
    }
}
