using Federated.Grains.Abstractions.Round;

namespace Federated.Grains.Abstractions.Partner;

/// <summary>A partner is in the cohort of a round.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="Plan">The canonical plan, JSON.</param>
/// <param name="PlanHash">Its hash.</param>
/// <param name="BaseModel">The model to train from.</param>
/// <param name="Layout">The layout of the update.</param>
/// <param name="Deadline">When the round stops waiting, by the clock of its grain.</param>
/// <param name="Resend">True when the claimed update was lost and is wanted again.</param>
/// <param name="Terms">Clip norm and noise multiplier of the round.</param>
/// <param name="Priority">The run's weight where several runs want the partner.</param>
[GenerateSerializer, Immutable, Alias("federated.AssignmentMessage")]
public sealed record AssignmentMessage(
    [property: Id(0)] string Run, [property: Id(1)] int Round, [property: Id(2)] string Plan, [property: Id(3)] string PlanHash,
    [property: Id(4)] string BaseModel, [property: Id(5)] string Layout, [property: Id(6)] DateTimeOffset Deadline, [property: Id(7)] bool Resend,
    [property: Id(8)] RoundTermsMessage Terms, [property: Id(10)] int Priority = 1)
{
    /// <summary>The last committed round of the run that counted this partner's update; 0 for none.</summary>
    [Id(9)]
    public int Counted { get; init; }
}
