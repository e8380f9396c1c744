
namespace Federated.Domain.Plans;

/// <summary>
/// What a run does, declared before it starts: model, local training, server strategy, privacy mode, cohort and rounds.
/// A plan holds no code. It is hashed in canonical form (<see cref="RunPlanFile.Canonical"/>), so that every party
/// that prints the hash talks of the same run.
/// </summary>
public sealed record RunPlan
{
    /// <summary>The schema this build writes and reads.</summary>
    public const string CurrentSchema = "federated/plan/v1";

    /// <summary>Always <see cref="CurrentSchema"/>.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>A short name for people, also the first part of a generated run id.</summary>
    public required string Name { get; init; }

    /// <summary>The model's architecture and the seed of its initial parameters.</summary>
    public required ModelPlan Model { get; init; }

    /// <summary>How a partner's features become the model's inputs.</summary>
    public DataPlan Data { get; init; } = new();

    /// <summary>What a node does with the model between download and upload.</summary>
    public TrainingPlan Training { get; init; } = new();

    /// <summary>How the coordinator turns the mean update into the next model.</summary>
    public StrategyPlan Strategy { get; init; } = new();

    /// <summary>The privacy mode; always written out, never implied by absence in a ledger.</summary>
    public required PrivacyPlan Privacy { get; init; }

    /// <summary>Who takes part in a round and how many must answer.</summary>
    public required CohortPlan Cohort { get; init; }

    /// <summary>The number of rounds, at least 1.</summary>
    public required int Rounds { get; init; }

    /// <summary>
    /// The weight of the run at a node that several runs want at a time, 1 (the default) to 100: with 2 it is served twice as
    /// often as one with 1.
    /// </summary>
    public int? Priority { get; init => field = value is 1 ? null : value; }

    /// <summary>Seconds from a round's opening to its deadline.</summary>
    public int RoundDeadlineSeconds { get; init; } = 300;

    /// <summary>Seconds that a round waits for a resend after the process that held an update has died.</summary>
    public int GraceSeconds { get; init; } = 30;

    /// <summary>
    /// Largest absolute value of a coordinate of an update. A larger one counts as diverged and is refused; the bound
    /// also decides whether the exact sum fits 64-bit fixed point.
    /// </summary>
    public double CoordinateBound { get; init; } = 1024;

    /// <summary>The example count that weighs 1. A partner with n examples weighs min(n, this)/this, in units of 2^-20.</summary>
    public long MaxExamples { get; init; } = 1_000_000;
}
