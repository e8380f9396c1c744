using System.Collections.Immutable;
using Federated.ConsoleApp.Samples.Catalog;
using Federated.Domain.Models;
using Federated.Protocol.Runs;

namespace Federated.ConsoleApp.Simulate;

/// <summary>The file of figures that <c>fed simulate --json</c> writes.</summary>
/// <param name="Plan">The plan's name.</param>
/// <param name="PlanHash">The hash of the plan as it ran.</param>
/// <param name="Mode">The privacy mode.</param>
/// <param name="Partners">Virtual partners.</param>
/// <param name="Cohort">Partners in a round.</param>
/// <param name="Partition">How examples were given out.</param>
/// <param name="Seed">Seed of the shares.</param>
/// <param name="Workers">Partners that trained at the same time.</param>
/// <param name="Outcome">How the run ended.</param>
/// <param name="Model">The newest committed model.</param>
/// <param name="Accuracy">Its accuracy on held-out data; null without data.</param>
/// <param name="Epsilon">The whole schedule's at <paramref name="Delta"/>; null in mode none.</param>
/// <param name="Delta">The plan's; null in mode none.</param>
/// <param name="Seconds">From the launch to the last commit.</param>
/// <param name="PartnerRounds">Updates that were taken.</param>
/// <param name="MillisecondsPerPartnerRound">Seconds over partner-rounds, all workers together.</param>
/// <param name="TrainingSeconds">Of that, training, summed over the workers.</param>
/// <param name="Remarks">What went wrong on the way.</param>
/// <param name="Rounds">Every closed round.</param>
/// <param name="Sample">What a sample reached, and what is stated; null for plans of files.</param>
public sealed record SimulationReport(
    string Plan, ContentHash PlanHash, string Mode, int Partners, int Cohort, string Partition, ulong Seed, int Workers, RunOutcome Outcome, ContentHash Model,
    double? Accuracy, double? Epsilon, double? Delta, double Seconds, long PartnerRounds, double? MillisecondsPerPartnerRound, double TrainingSeconds,
    int Remarks, ImmutableArray<SimulatedRound> Rounds, SampleVerdict? Sample = null);
