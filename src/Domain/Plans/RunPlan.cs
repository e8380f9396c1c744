using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Federated.Domain.Models;
using Federated.Domain.Models.Codecs;
using Federated.Domain.Models.Transfer;
using Federated.Domain.Queries;
using Federated.Domain.Updates;

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

    /// <summary><see cref="CoordinateBound"/> where a plan does not say.</summary>
    public const double DefaultCoordinateBound = 1024;

    /// <summary><see cref="MaxExamples"/> where a plan does not say.</summary>
    public const long DefaultMaxExamples = 1_000_000;

    /// <summary>Always <see cref="CurrentSchema"/>.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>A short name for people, also the first part of a generated run id.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The model's architecture and the seed of its initial parameters. Null in a plan with a <see cref="Query"/> and in no other:
    /// what serves both kinds asks for <see cref="Layout"/>.
    /// </summary>
    public ModelPlan Model { get; init; } = null!;

    /// <summary>A question to answer in one noised release, in place of a model to train; absent in a plan that trains.</summary>
    public QueryPlan? Query { get; init; }

    /// <summary>How a partner's features become the model's inputs.</summary>
    public DataPlan Data { get; init; } = new();

    /// <summary>What a node does with the model between download and upload.</summary>
    public TrainingPlan Training { get; init; } = new();

    /// <summary>How the coordinator turns the mean update into the next model.</summary>
    public StrategyPlan Strategy { get; init; } = new();

    /// <summary>How updates and models travel; absent for float32.</summary>
    public CodecPlan? Codec { get; init; }

    /// <summary>The codecs that an update of this run may have, best first.</summary>
    [JsonIgnore]
    public ImmutableArray<string> UpdateCodecs => Codec is { Update: { IsDefaultOrEmpty: false } codecs } ? codecs : [UpdateFile.Float32Codec];

    /// <summary>The codecs that a model of this run may be downloaded in, best first.</summary>
    [JsonIgnore]
    public ImmutableArray<string> DownloadCodecs => Codec?.Download is { IsDefaultOrEmpty: false } codecs ? codecs : [ModelCodec.Plain];

    /// <summary>What every node rounds the model with before it trains, also one that it was handed whole; null when nothing is rounded.</summary>
    [JsonIgnore]
    public ModelCodec? Rounding => DownloadCodecs is [var single] && ModelCodec.Parse(single) is { IsLossy: true } codec ? codec : null;

    /// <summary>A robust rule in the place of the mean; absent for the mean.</summary>
    public RobustPlan? Aggregation { get; init; }

    /// <summary>The privacy mode; always written out, never implied by absence in a ledger.</summary>
    public required PrivacyPlan Privacy { get; init; }

    /// <summary>Who takes part in a round and how many must answer.</summary>
    public required CohortPlan Cohort { get; init; }

    /// <summary>The number of rounds, at least 1; in an adaptive run (<c>privacy.filter</c>) the most that it may have.</summary>
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
    public double CoordinateBound { get; init; } = DefaultCoordinateBound;

    /// <summary>The example count that weighs 1. A partner with n examples weighs min(n, this)/this, in units of 2^-20.</summary>
    public long MaxExamples { get; init; } = DefaultMaxExamples;

    /// <summary>The model with what its training lowers. Made at each call; not of a plan that asks a query.</summary>
    [JsonIgnore]
    public ModelSpecification Specification => Model.ToSpecification(Training.Loss);

    /// <summary>The model taken apart as <c>model.transfer</c> says. Made at each call; not of a plan that asks a query.</summary>
    [JsonIgnore]
    public ModelParts Parts => ModelParts.Of(Specification, Model.Transfer);

    /// <summary>The tensors of what a run releases: the model, or a query's answer. Computed at each call.</summary>
    [JsonIgnore]
    public ParameterLayout Layout => Query is null ? Parts.Shared : QueryBins.Released(this);

    /// <summary>The tensors of what a partner sends: those of the model and what its strategy adds, or the digits of a query's totals. Computed at each call.</summary>
    [JsonIgnore]
    public ParameterLayout UploadLayout => RunLayouts.Of(this).Update;
}
