using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions.Partner;
using Federated.Protocol.Work;

namespace Federated.Silo.Api.Mapping;

/// <summary>Work, from grain messages to the wire.</summary>
internal static class AssignmentMapping
{
    /// <summary>The assignment as a node gets it.</summary>
    /// <param name="message">What the round offers.</param>
    /// <param name="now">The silo's clock.</param>
    /// <param name="inlineModel">The model file when it is small, else null.</param>
    public static Assignment ToAssignment(this AssignmentMessage message, DateTimeOffset now, byte[]? inlineModel) => new(
        RunId.Parse(message.Run), message.Round, RunPlanFile.Parse(message.Plan), ContentHash.Parse(message.PlanHash), ContentHash.Parse(message.BaseModel),
        ContentHash.Parse(message.Layout), Clock.SecondsLeft(message.Deadline, now), message.Resend, message.Terms.ToTerms(), inlineModel) { Counted = message.Counted };

    /// <summary>A held update that may be dropped.</summary>
    public static ClosedRound ToClosedRound(this ClosedRoundMessage message) =>
        new(RunId.Parse(message.Run), message.Round, message.Committed ? RoundPhase.Committed : RoundPhase.Abandoned);

    /// <summary>What a node asks.</summary>
    public static WorkQuery ToQuery(this WorkRequest request) =>
        new(Math.Clamp(request.WaitSeconds, 0, Clock.LongestWait), [.. request.Held.Select(h => new RoundReference(h.Run.ToString(), h.Round))],
            CapabilityMessage.Of(request.Capability));
}
