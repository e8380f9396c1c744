using System.Collections.Immutable;
using Federated.ClientNode.Data;
using Federated.ClientNode.Privacy;
using Federated.ClientNode.Tests.Support;
using Federated.ClientNode.Training;
using Federated.Domain.Aggregation;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Plans.Kinds;
using Federated.Domain.Privacy;
using Federated.Protocol.Work;
using Federated.Training.Data;

namespace Federated.ClientNode.Tests.Training;

/// <summary>A node's part of a round of a convolutional, a recurrent and an attending model, in the modes whose unit is the record.</summary>
public sealed class PrivateKindsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(PrivacyPlan.RecordCentral, ModelKinds.Cnn)]
    [InlineData(PrivacyPlan.RecordCentral, ModelKinds.Lstm)]
    [InlineData(PrivacyPlan.RecordCentral, ModelKinds.Transformer)]
    [InlineData(PrivacyPlan.RecordLocal, ModelKinds.Cnn)]
    [InlineData(PrivacyPlan.RecordLocal, ModelKinds.Lstm)]
    [InlineData(PrivacyPlan.RecordLocal, ModelKinds.Transformer)]
    public void Train_ModelOfAnyKind_SendsABoundedUpdateOfFullLength(string mode, string kind)
    {
        var plan = Plan(mode, kind);
        RunPlanRules.Check(plan);
        var specification = plan.Specification;
        using var trainer = new PlanTrainer(
            new FixedData(Data(kind)), Samples.Partner, NodeSecret.LoadOrCreate(_folder["sampling.secret"]), new ControlVariates(_folder["controls"]), threads: 1);
        var model = ModelFile.Write(specification.Layout, specification.InitialParameters(1));
        var assignment = new Assignment(
            Samples.Run, 1, plan, RunPlanFile.Hash(plan), ContentHash.Of(model), specification.Layout.Hash, 60, false, RoundTerms.Of(plan), model);
        var trained = trainer.Train(assignment, model, default);
        var update = ModelFile.Read(trained.File, specification.Layout);
        Assert.All(update, value => Assert.True(float.IsFinite(value)));
        Assert.Contains(update, value => value != 0);
        if (mode != PrivacyPlan.RecordCentral) return;
        Assert.Equal(FixedPointFormat.WeightOne, trained.WeightUnits);
        Assert.InRange(Math.Sqrt(update.Sum(value => (double)value * value)), 1e-9, AggregationPlan.LargestNorm(plan, Samples.Partner)!.Value);
        // The sample follows from the node's secret, so that a resend has the same bytes.
        Assert.Equal(trained.File, trainer.Train(assignment, model, default).File);
    }

    private static RunPlan Plan(string mode, string kind) => Samples.Plan with
    {
        Model = kind switch
        {
            ModelKinds.Cnn => new() { Kind = kind, Shape = [1, 8, 8], Channels = [3, 4], Normalization = "group", Outputs = 2 },
            ModelKinds.Lstm => new() { Kind = kind, Inputs = 6, Vocabulary = 9, Width = 4, Hidden = [5], Outputs = 2 },
            _ => new() { Kind = kind, Inputs = 6, Vocabulary = 9, Width = 4, Heads = 2, Outputs = 2 },
        },
        Cohort = new() { Size = 1, Quorum = 1 },
        Rounds = 2,
        Strategy = mode == PrivacyPlan.RecordCentral ? new() { Kind = "server-sgd" } : new(),
        Privacy = new()
        {
            Mode = mode, Delta = 1e-5, ClipNorm = 0.5, NoiseMultiplier = 1, SamplingRate = 0.5, Projection = mode == PrivacyPlan.RecordCentral ? 0.5 : null,
            PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add(Samples.Partner.ToString(), 40),
        },
    };

    private static Dataset Data(string kind)
    {
        var random = new SeededRandom(3);
        var width = kind == ModelKinds.Cnn ? 64 : 6;
        var values = new float[40 * width];
        for (var i = 0; i < values.Length; i++) values[i] = kind == ModelKinds.Cnn ? (float)random.NextDouble() : Math.Max(0, random.NextInt(11) - 2);
        return new Dataset(values, width, [.. Enumerable.Range(0, 40).Select(i => i % 2L)]);
    }

    private sealed class FixedData(Dataset dataset) : IPartnerData
    {
        public DataSource? Source => null;

        public Dataset Load(RunPlan plan) => dataset;

        public Dataset? LoadValidation(RunPlan plan) => null;

        public MeasuredExamples LoadMeasured(RunPlan plan, IReadOnlyList<string> columns, CancellationToken cancellationToken) =>
            throw new NotSupportedException("Nothing is measured here.");
    }
}
