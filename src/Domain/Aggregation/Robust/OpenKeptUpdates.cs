using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;

namespace Federated.Domain.Aggregation.Robust;

/// <summary>
/// Which kept updates a round may still need, folded from the ledger: those of the one round after the last that a run closed, while the run
/// goes on. Everything else of that kind is left over from a process that died before it could remove it.
/// </summary>
/// <remarks>The order matters: list the blobs first, read the ledger then. A run is in the ledger before its first update can come.</remarks>
public sealed class OpenKeptUpdates
{
    private readonly Dictionary<RunId, (HashSet<PartnerName> Partners, int Closed)> _open = [];
    private readonly HashSet<long> _sizes = [];

    /// <summary>Sizes that kept updates of any run of the ledger have.</summary>
    public IReadOnlySet<long> Sizes => _sizes;

    /// <summary>The runs that go on and keep updates.</summary>
    public IReadOnlyCollection<RunId> Runs => _open.Keys;

    /// <summary>Takes the next entry; those of runs that keep no updates change nothing.</summary>
    public void Apply(LedgerEntry entry)
    {
        switch (entry)
        {
            case RunLaunched e when RunPlanFile.Parse(e.Plan) is { Aggregation: not null } plan:
                _open[e.Run] = ([.. e.Partners], 0);
                _sizes.Add(KeptUpdate.Size(plan.UploadLayout.ParameterCount));
                break;
            case PartnerJoinedRun e when _open.TryGetValue(e.Run, out var run):
                run.Partners.Add(e.Partner);
                break;
            case RoundCommitted or RoundAbandoned when entry.RunOrNull is { } id && _open.TryGetValue(id, out var run):
                _open[id] = (run.Partners, Math.Max(run.Closed, entry.RoundOrNull!.Value));
                break;
            case RunFinished e:
                _open.Remove(e.Run);
                break;
        }
    }

    /// <summary>The owners (<see cref="KeptUpdate.Owner"/>) whose updates may still be needed.</summary>
    public IReadOnlySet<ContentHash> Owners() => _open
        .SelectMany(run => run.Value.Partners.Select(partner => KeptUpdate.Owner(new(run.Key, run.Value.Closed + 1), partner)))
        .ToHashSet();
}
