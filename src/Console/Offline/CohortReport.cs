using System.Collections.Immutable;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;

namespace Federated.ConsoleApp.Offline;

/// <summary>A run's cohorts, drawn again from a ledger export.</summary>
/// <param name="Ledger">Whether the export verifies.</param>
/// <param name="Launched">The launch.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Rounds">Every round that was sealed or abandoned.</param>
public sealed record CohortReport(LedgerVerdict Ledger, RunLaunched Launched, RunPlan Plan, ImmutableArray<CohortFinding> Rounds)
{
    /// <summary>What does not hold.</summary>
    public IEnumerable<string> Problems =>
        (Ledger.Valid ? [] : new[] { VerdictReport.Sentence(Ledger) }).Concat(Rounds.SelectMany(round => round.Problems));

    /// <summary>True when the export verifies and every cohort is as the plan prescribes, as far as the ledger can tell.</summary>
    public bool Holds => !Problems.Any();

    /// <summary>Reads an export.</summary>
    /// <param name="path">An export.</param>
    /// <param name="run">The run.</param>
    /// <param name="trusted">Pinned keys, or null to take those of the export.</param>
    /// <exception cref="FederatedException">FED-1301 when the export does not hold the run; FED-1602 when there is no file.</exception>
    public static CohortReport Of(string path, RunId run, FederationKeys? trusted)
    {
        var verdict = ExportFile.Verify(path, trusted);
        var entries = ExportFile.Entries(path, entry => entry is PartnerStanding || entry.RunOrNull == run);
        var launched = entries.OfType<RunLaunched>().FirstOrDefault() ?? throw new FederatedException(ErrorCodes.RunUnknown,
            $"The export {path} holds no launch of run '{run}'. 'fed run list' shows the runs; export the ledger again if the run is newer.");
        return new(verdict, launched, RunPlanFile.Parse(launched.Plan), CohortAudit.Rounds(entries, run));
    }
}
