using Federated.Domain.Updates;

namespace Federated.Silo.Intake;

/// <summary>What has come of an upload so far. It counts for nothing before all of it is here and has its hash.</summary>
/// <param name="stage">Takes the bytes; its hash runs on from one connection to the next.</param>
/// <param name="spool">The stage's file, or null.</param>
/// <param name="held">Bytes of memory or disk that it takes.</param>
internal sealed class UnfinishedUpload(UpdateStage stage, IUpdateSpool? spool, long held) : IDisposable
{
    /// <summary>Takes the bytes.</summary>
    public UpdateStage Stage => stage;

    /// <summary>Bytes that have come.</summary>
    public long Received { get; set; }

    /// <summary>Bytes of memory or disk that it takes.</summary>
    public long Held => held;

    /// <summary>True when the connection broke and nothing was wrong with what came: the rest may follow on another one.</summary>
    public bool BrokeOff { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        stage.Dispose();
        spool?.Dispose();
    }
}
