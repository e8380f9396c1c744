using Federated.Domain.Errors;
using Federated.Domain.Metrics;
using Federated.Domain.Models.Codecs;
using Federated.Domain.Privacy;
using Federated.Domain.Queries;
using Federated.Domain.Updates.Codecs;

namespace Federated.Domain.Plans;

/// <summary>What every plan must satisfy, whatever the federation.</summary>
public static class RunPlanRules
{
    /// <summary>The largest seed: every JSON reader holds it exactly.</summary>
    public const ulong LargestSeed = (1UL << 53) - 1;

    /// <summary>Checks a plan.</summary>
    /// <exception cref="FederatedException">FED-1001 names the first member that is wrong; FED-1004 when the exact sum would not fit.</exception>
    public static void Check(RunPlan plan)
    {
        Require(plan.Schema == RunPlan.CurrentSchema, "schema", plan.Schema, $"'{RunPlan.CurrentSchema}'");
        Require(plan.Name.Length is >= 1 and <= 40, "name", plan.Name, "1 to 40 characters");
        Require(plan.Rounds is >= 1 and <= 100_000, "rounds", plan.Rounds, "1 to 100,000");
        Require(plan.RoundDeadlineSeconds is >= 1 and <= 604_800, "roundDeadlineSeconds", plan.RoundDeadlineSeconds, "1 second to 7 days");
        Require(plan.GraceSeconds is >= 1 and <= 86_400, "graceSeconds", plan.GraceSeconds, "1 second to 1 day");
        Require(double.IsFinite(plan.CoordinateBound) && plan.CoordinateBound > 0, "coordinateBound", plan.CoordinateBound, "a finite, positive number");
        Require(plan.MaxExamples is >= 1 and <= 1L << 40, "maxExamples", plan.MaxExamples, "1 to 2^40");
        Require(plan.Cohort.Size is >= 1 and <= 10_000, "cohort.size", plan.Cohort.Size, "1 to 10,000");
        Require(plan.Cohort.Quorum >= 1 && plan.Cohort.Quorum <= plan.Cohort.Size, "cohort.quorum", plan.Cohort.Quorum, $"1 to cohort.size = {plan.Cohort.Size}");
        CheckCohort(plan.Cohort);
        Require(plan.Priority is null or (>= 1 and <= 100), "priority", plan.Priority ?? 1, "1 to 100");
        Require(plan.Cohort.Seed <= LargestSeed, "cohort.seed", plan.Cohort.Seed, $"0 to 2^53 - 1 = {LargestSeed}, which every JSON reader holds exactly");
        if (plan.Query is null)
            CheckTraining(plan);
        else
            QueryRules.Check(plan);
        ModeRules.Check(plan);
        if (plan.Aggregation?.ToSpecification().Create() is { } rule)
            Require(plan.Cohort.Quorum >= rule.LeastMembers, "cohort.quorum", plan.Cohort.Quorum, $"at least {rule.LeastMembers} for aggregation.rule '{rule.Name}'");
        _ = AggregationPlan.Of(plan);
    }

    private static void CheckTraining(RunPlan plan)
    {
        Require(plan.Model is not null, "model", "absent", "a model to train, or a query in its place");
        var training = plan.Training;
        Require(double.IsFinite(training.LearningRate) && training.LearningRate > 0, "training.learningRate", training.LearningRate, "a finite, positive number");
        Require(training.Momentum is >= 0 and < 1, "training.momentum", training.Momentum, "0 to below 1");
        Require(double.IsFinite(training.WeightDecay) && training.WeightDecay >= 0, "training.weightDecay", training.WeightDecay, "a finite number of at least 0");
        Require(training.ProximalMu is null or (> 0 and < double.PositiveInfinity), "training.proximalMu", training.ProximalMu ?? 0, "absent, or a finite, positive number");
        Require(training.Ditto is null or (> 0 and < double.PositiveInfinity), "training.ditto", training.Ditto ?? 0, "absent, or a finite, positive number");
        Require(training.MaxSteps is null or >= 1, "training.maxSteps", training.MaxSteps ?? 0, "absent, or 1 or more");
        Require(training.BatchSize is >= 1 and <= 1_000_000, "training.batchSize", training.BatchSize, "1 to 1,000,000");
        Require(training.LocalEpochs is >= 1 and <= 10_000, "training.localEpochs", training.LocalEpochs, "1 to 10,000");

        foreach (var (member, seed) in new[] { ("model.seed", plan.Model!.Seed), ("training.seed", training.Seed) })
            Require(seed <= LargestSeed, member, seed, $"0 to 2^53 - 1 = {LargestSeed}, which every JSON reader holds exactly");

        CheckData(plan);
        Require(plan.Codec is not { Update: { IsDefaultOrEmpty: true }, Download: null }, "codec.update", "empty", "at least one codec, or no codec member");
        CheckDownload(plan);
        Require(plan.UpdateCodecs.Distinct(StringComparer.Ordinal).Count() == plan.UpdateCodecs.Length, "codec.update", string.Join(", ", plan.UpdateCodecs), "each codec once");
        foreach (var codec in plan.UpdateCodecs)
            _ = UpdateCodec.Parse(codec);
        _ = plan.Parts;
        TrainingRules.Check(plan);
        TransferRules.Check(plan);
        Require(plan.Strategy.Schedule is "constant" or "linear", "strategy.schedule", plan.Strategy.Schedule, "'constant' or 'linear'");
        _ = plan.Strategy.ToSpecification(round: 1, plan.Rounds).Create();
        StrategyTrainingRules.Check(plan);
        Require(plan.UploadLayout.Equals(plan.Layout) || !plan.UpdateCodecs.Any(codec => UpdateCodec.Parse(codec).IsLossy), "codec.update", string.Join(", ", plan.UpdateCodecs),
            $"float32 with strategy '{plan.Strategy.Kind}', whose updates carry numbers that must not be rounded away");
    }

    private static void CheckDownload(RunPlan plan)
    {
        var codecs = string.Join(", ", plan.DownloadCodecs);
        Require(plan.Codec?.Download is not { IsDefaultOrEmpty: true }, "codec.download", "empty", "at least one codec, or no such member");
        Require(plan.DownloadCodecs.Distinct(StringComparer.Ordinal).Count() == plan.DownloadCodecs.Length, "codec.download", codecs, "each codec once");
        var lossy = plan.DownloadCodecs.Any(codec => ModelCodec.Parse(codec) is { IsLossy: true });
        Require(!lossy || plan.DownloadCodecs.Length == 1, "codec.download", codecs, "one lossy codec alone, or lossless ones: all nodes train from the same numbers");
        var layouts = RunLayouts.Of(plan);
        Require(!lossy || layouts.Published.Equals(layouts.Model), "codec.download", codecs,
            $"a lossless codec with strategy '{plan.Strategy.Kind}', which publishes numbers beside the model that must not be rounded");
    }

    private static void CheckCohort(CohortPlan cohort)
    {
        Require(cohort.Fraction is null or (> 0 and <= 1), "cohort.fraction", cohort.Fraction ?? 1, "above 0, at most 1");
        Require(cohort.Minimum is null || (cohort.Minimum >= cohort.Quorum && cohort.Minimum <= cohort.Size), "cohort.minimum", cohort.Minimum ?? 0,
            $"cohort.quorum = {cohort.Quorum} to cohort.size = {cohort.Size}");
        Require(cohort.OverSelect is null or (> 0 and <= 2), "cohort.overSelect", cohort.OverSelect ?? 0, "0 to 2");
        Require(cohort.Selection is null or CohortPlan.Fair or CohortPlan.Resources, "cohort.selection", cohort.Selection ?? string.Empty,
            "'random', 'fair' or 'resources'");
    }

    internal static void CheckData(RunPlan plan)
    {
        var data = plan.Data;
        Require(double.IsFinite(data.Offset), "data.offset", data.Offset, "a finite number");
        Require(double.IsFinite(data.Scale) && data.Scale != 0, "data.scale", data.Scale, "a finite number other than 0");
        Require(data.FeatureMap is null or "hog", "data.featureMap", data.FeatureMap ?? string.Empty, "absent or 'hog'");
        DataRules.Check(data);
        Require(data.Features.IsEmpty || data.Width == plan.Model.Inputs, "data.features", $"{data.Features.Length} features that become {data.Width} inputs",
            $"none, or one per model input = {plan.Model.Inputs}");
        Require(data.Text is null || TextRules.RowLength(data, data.Text) == plan.Model.Inputs, "data.text.length", data.Text?.Length ?? 0,
            $"one token per model input = {plan.Model.Inputs}, one less for a language model, whose rows end with the token that comes last");
        Require(data.Classes.IsEmpty || data.Classes.Length == ClassOutputs.Classes(plan.Model.Outputs), "data.classes", $"{data.Classes.Length} classes",
            $"none, or as many as the model tells apart: {ClassOutputs.Classes(plan.Model.Outputs)} with model outputs = {plan.Model.Outputs}");
    }

    private static void Require(bool holds, string member, object got, string wanted)
    {
        if (!holds)
            throw new FederatedException(ErrorCodes.PlanInvalid, FormattableString.Invariant($"In the plan, {member} is {got}; wanted {wanted}."));
    }
}
