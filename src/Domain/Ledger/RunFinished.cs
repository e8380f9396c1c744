using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Domain.Ledger;

/// <summary>
/// The end of a run. Late and rejected updates may still be recorded after it, nothing else.
/// <code>
/// model    hash    of the run's last model
/// outcome  string  "completed", "stopped" or "failed"
/// run      string  the run's id
/// type     "run-finished"
/// </code>
/// Unique: <c>finished/{run}</c>.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Run">The run.</param>
/// <param name="Outcome">completed, stopped or failed.</param>
/// <param name="Model">The last committed model, or the initial one.</param>
public sealed record RunFinished(DateTimeOffset At, RunId Run, string Outcome, ContentHash Model) : LedgerEntry(At)
{
    /// <summary>The run did what its plan asks.</summary>
    public const string Completed = "completed";

    /// <summary>A coordinator stopped the run.</summary>
    public const string Stopped = "stopped";

    /// <summary>The run could not go on.</summary>
    public const string Failed = "failed";

    /// <summary>The type of the entry.</summary>
    public const string TypeName = "run-finished";

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override string UniqueKey => $"finished/{Run}";

    /// <inheritdoc/>
    public override RunId? RunOrNull => Run;

    internal override void Write(EntryWriter writer)
    {
        if (Outcome is not (Completed or Stopped or Failed))
            throw writer.Refused("outcome", $"'{Outcome}'", "completed, stopped or failed");
        writer.Run(Run);
        writer.Text("outcome", Outcome, 9);
        writer.Hash("model", Model);
    }

    internal static RunFinished Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Run(),
        reader.Text("outcome"),
        reader.Hash("model"));
}
