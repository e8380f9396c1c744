using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions.Federation;
using Federated.Grains.Abstractions.Models;
using Federated.Grains.Abstractions.Round;
using Federated.Grains.Abstractions.Run;
using Federated.Protocol.Runs;

namespace Federated.Silo.Api.Mapping;

/// <summary>Runs and models, from grain messages to the wire.</summary>
internal static class RunMapping
{
    /// <summary>The launched run.</summary>
    public static LaunchResponse ToResponse(this LaunchReply reply) =>
        new(RunId.Parse(reply.Run), ContentHash.Parse(reply.PlanHash), ContentHash.Parse(reply.InitialModel));

    /// <summary>A run in a list.</summary>
    public static RunSummary ToSummary(this RunStatusMessage status)
    {
        var plan = RunPlanFile.Parse(status.Plan);
        return new(RunId.Parse(status.Run), plan.Name, plan.Privacy.Mode, Outcome(status), status.LaunchedAt, status.ClosedRounds, plan.Rounds, ContentHash.Parse(status.Model));
    }

    /// <summary>A run with its current round.</summary>
    public static RunView ToView(this RunStatusMessage status, RoundStatusMessage round, DateTimeOffset now) => new(
        RunId.Parse(status.Run), RunPlanFile.Parse(status.Plan), ContentHash.Parse(status.PlanHash), Outcome(status), status.LaunchedAt, status.Round,
        status.ClosedRounds, status.CommittedRounds,
        round.Exists ? Enum.Parse<RoundPhase>(round.Phase, ignoreCase: true) : RoundPhase.Collecting,
        round.Exists ? Clock.SecondsLeft(round.Deadline, now) : 0,
        round.Exists ? [.. round.Members.Select(ToView)] : [],
        ContentHash.Parse(status.Model), status.Version, status.Message,
        status.NextNoise > 0 ? new(status.Reserved, status.NextNoise) : null);

    /// <summary>A committed model.</summary>
    public static ModelVersion ToVersion(this ModelVersionMessage message) => new(
        RunId.Parse(message.Run), message.Round, ContentHash.Parse(message.Model), message.Parent is null ? null : ContentHash.Parse(message.Parent), message.CommittedAt);

    private static MemberView ToView(MemberMessage member) => new(PartnerName.Parse(member.Partner), Enum.Parse<MemberStatus>(member.Status, ignoreCase: true));

    private static RunOutcome Outcome(RunStatusMessage status) => Enum.Parse<RunOutcome>(status.Outcome, ignoreCase: true);
}
