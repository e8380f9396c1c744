using Federated.ClientNode.Privacy;
using Federated.ClientNode.Tests.Support;
using Federated.ClientNode.Training;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Protocol.Work;
using Federated.Training.Data;
using Federated.Training.Trainers;

namespace Federated.ClientNode.Tests.Training;

/// <summary>Rounds in which only a part of the model travels, or a node has a model of its own.</summary>
public sealed class TransferTests : IDisposable
{
    private const string Csv = "a,b,y\n1,0.5,yes\n9,-0.5,no\n3,0.25,yes\n8,-1,no\n2,1,yes\n";
    private static readonly RunPlan Whole = Samples.Plan with
    {
        Model = new() { Kind = "mlp", Inputs = 2, Hidden = [4], Outputs = 2 },
        Data = new() { Features = [new("a", 0, 10), new("b", -1, 1)], Label = "y", Classes = ["no", "yes"] },
        Training = new() { LocalEpochs = 3, BatchSize = 2, LearningRate = 0.5 },
    };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Frozen_TensorsStayBehind_AndTheRestIsTrainedAsIfTheyDidNotMove()
    {
        var plan = With(new() { Freeze = ["layers.0.*"] });
        var foundation = Foundation(plan, seed: 9);

        var delta = ModelFile.Read(Train(plan, Start(plan, foundation), foundation).File, plan.UploadLayout);

        Assert.Equal(["layers.1.weight", "layers.1.bias"], plan.UploadLayout.Tensors.Select(tensor => tensor.Name));
        Assert.Contains(delta, value => value != 0);
        // The same by hand: a logistic regression on the hidden layer's values, which the base fixes.
        var parts = plan.Parts;
        var expected = LocalTrainer.Train(
            plan.Specification, ModelFile.Read(foundation, parts.Model.Layout), new PartnerData(new() { Csv = _folder["data.csv"] }).Load(plan),
            new() { LocalEpochs = 3, BatchSize = 2, LearningRate = 0.5, Seed = SeedOf(plan), Part = new(parts, ModelFile.Read(foundation, parts.Model.Layout), Start(plan, foundation)) });
        Assert.Equal(ModelFile.Read(foundation, parts.Model.Layout)[..12], expected.Parameters[..12]);
        Assert.Equal(expected.Shared!.Zip(Start(plan, foundation), (now, before) => now - before), delta);
    }

    [Fact]
    public void Adapters_AloneTravel_AndGoDownTheLossOfTheWholeModel()
    {
        var plan = With(new() { Freeze = ["*"], Adapters = new() { Targets = ["layers.*.weight"], Rank = 1, Alpha = 2 } });
        var foundation = Foundation(plan, seed: 9);
        var shared = Start(plan, foundation);

        var delta = ModelFile.Read(Train(plan, shared, foundation).File, plan.UploadLayout);

        Assert.Equal(1 * (2 + 4) + 1 * (4 + 2), delta.Length);
        var after = shared.Zip(delta, (value, change) => value + change).ToArray();
        var data = new PartnerData(new() { Csv = _folder["data.csv"] }).Load(plan);
        var whole = ModelFile.Read(foundation, plan.Parts.Model.Layout);
        Assert.True(Loss(plan.Parts.Compose(whole, after, []), data) < Loss(plan.Parts.Compose(whole, shared, []), data) - 0.05);
    }

    [Fact]
    public void Adapters_OfFullRank_FollowTheGradientOfTheirTensor()
    {
        // One step of one batch: dA = f B^T G is zero while B is, and dB = f G A^T, which finite differences of the loss show.
        var plan = With(new() { Freeze = ["*"], Adapters = new() { Targets = ["layers.1.weight"], Rank = 2, Alpha = 3 } }) with
        {
            Training = new() { LearningRate = 1, BatchSize = 5 },
        };
        var foundation = Foundation(plan, seed: 4);
        var whole = ModelFile.Read(foundation, plan.Parts.Model.Layout);
        var shared = Start(plan, foundation);
        var delta = ModelFile.Read(Train(plan, shared, foundation).File, plan.UploadLayout);
        var data = new PartnerData(new() { Csv = _folder["data.csv"] }).Load(plan);

        for (var i = 0; i < shared.Length; i++)
        {
            const float h = 1e-2f;
            float[] up = [.. shared], down = [.. shared];
            (up[i], down[i]) = (up[i] + h, down[i] - h);
            var slope = (Loss(plan.Parts.Compose(whole, up, []), data) - Loss(plan.Parts.Compose(whole, down, []), data)) / (2 * h);
            Assert.Equal(-slope, delta[i], 2e-4);
        }
    }

    [Fact]
    public void Personal_TensorsGoOnFromTheNodesOwn_AndARoundTrainedAgainIsTheSame()
    {
        var plan = With(new() { Personal = ["layers.1.*"] });
        var first = Train(plan, Start(plan, default), default);
        Assert.Equal(["layers.0.weight", "layers.0.bias"], plan.UploadLayout.Tensors.Select(tensor => tensor.Name));
        var own = ModelFile.Read(File.ReadAllBytes(_folder["personal/run-a.000001.safetensors"]), plan.Parts.Model.Layout);

        Assert.NotEqual(plan.Specification.InitialParameters(plan.Model.Seed)[12..], own[12..]);
        Assert.Equal(first.File, Train(plan, Start(plan, default), default).File);
        var second = Train(plan, Start(plan, default), default, round: 2);
        Assert.Equal(second.File, Train(plan, Start(plan, default), default, round: 2).File);
        Directory.Delete(_folder["personal"], recursive: true);
        Assert.NotEqual(second.File, Train(plan, Start(plan, default), default, round: 2).File);
    }

    [Fact]
    public void Ditto_LeavesTheUpdateAlone_AndItsOwnModelNearerToTheGlobalTheLargerLambda()
    {
        var start = Whole.Specification.InitialParameters(1);
        var plain = Train(Whole, start, default);
        var loose = Own(0.01);
        var tight = Own(1);

        Assert.True(Distance(tight, start) < 0.8 * Distance(loose, start), $"{Distance(tight, start)} against {Distance(loose, start)}");

        float[] Own(double lambda)
        {
            var plan = Whole with { Training = Whole.Training with { Ditto = lambda } };
            var trained = Train(plan, start, default);
            Assert.Equal(ModelFile.Read(plain.File, plan.UploadLayout), ModelFile.Read(trained.File, plan.UploadLayout));
            var own = ModelFile.Read(File.ReadAllBytes(_folder["personal/run-a.000001.safetensors"]), plan.Specification.Layout);
            Directory.Delete(_folder["personal"], recursive: true);
            return own;
        }
    }

    private static RunPlan With(TransferPlan transfer) => Whole with { Model = Whole.Model with { Transfer = transfer } };

    private static byte[] Foundation(RunPlan plan, ulong seed) => ModelFile.Write(plan.Specification.Layout, plan.Specification.InitialParameters(seed));

    private static float[] Start(RunPlan plan, ReadOnlyMemory<byte> foundation) =>
        plan.Parts.InitialShared(foundation.IsEmpty ? plan.Specification.InitialParameters(plan.Model.Seed) : ModelFile.Read(foundation.Span, plan.Specification.Layout), plan.Model.Seed);

    private static ulong SeedOf(RunPlan plan) => SeededRandom.Derive(plan.Training.Seed, "batches", Samples.Partner.ToString(), "1");

    private static double Distance(float[] left, float[] right) => Math.Sqrt(left.Zip(right, (a, b) => (double)(a - b) * (a - b)).Sum());

    private static double Loss(float[] parameters, Dataset data) =>
        Federated.Training.Metrics.Evaluator.Evaluate(Whole.Specification, parameters, data).MeanLoss;

    private TrainedUpdate Train(RunPlan plan, float[] shared, ReadOnlyMemory<byte> foundation, int round = 1)
    {
        File.WriteAllText(_folder["data.csv"], Csv);
        var file = ModelFile.Write(plan.Layout, shared);
        using var trainer = new PlanTrainer(
            new PartnerData(new() { Csv = _folder["data.csv"] }), Samples.Partner, NodeSecret.LoadOrCreate(_folder["sampling.secret"]), new ControlVariates(_folder["controls"]),
            threads: 1, own: new PersonalModels(_folder["personal"]));
        var assignment = new Assignment(Samples.Run, round, plan, RunPlanFile.Hash(plan), ContentHash.Of(file), plan.UploadLayout.Hash, 60, false, RoundTerms.Of(plan), file);
        return trainer.Train(assignment, file, foundation, default);
    }
}
