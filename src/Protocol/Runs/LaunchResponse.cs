using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Protocol.Runs;

/// <summary>The run that was launched.</summary>
/// <param name="Run">Its id.</param>
/// <param name="PlanHash">The hash of the canonical plan, as the ledger holds it.</param>
/// <param name="InitialModel">The model of round 0.</param>
public sealed record LaunchResponse(RunId Run, ContentHash PlanHash, ContentHash InitialModel);
