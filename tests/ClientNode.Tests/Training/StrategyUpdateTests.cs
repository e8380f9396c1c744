using Federated.ClientNode.Privacy;
using Federated.ClientNode.Tests.Support;
using Federated.ClientNode.Training;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Strategies;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Tests.Training;

/// <summary>What a node sends under the strategies that want more than the change of the model, and what SCAFFOLD's state survives.</summary>
public sealed class StrategyUpdateTests : IDisposable
{
    private const int Parameters = 6; // A logistic model of 2 features and 2 classes.

    private static readonly RunPlan Plain = Samples.Plan with
    {
        Data = new() { Features = [new("a", 0, 10), new("b", -1, 1)], Label = "y", Classes = ["no", "yes"] },
        Training = new() { LocalEpochs = 2, BatchSize = 2, LearningRate = 0.25 },
    };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FedNova_SendsTheChangePerStepAndTheSteps()
    {
        // 5 examples in batches of 2 for 2 epochs: 6 steps.
        var change = Values(Train(Plain));
        var update = Values(Train(With("fednova")));

        Assert.Equal(6, update[^1] * FedNova.TauUnit);
        for (var i = 0; i < Parameters; i++)
            Assert.Equal(change[i], 6 * update[i], 1e-6f);
    }

    [Fact]
    public void FedNova_WithMomentumAndCap_CountsWhatTheStepsAddUpTo()
    {
        var training = Plain.Training with { Momentum = 0.5, MaxSteps = 3 };
        var change = Values(Train(Plain with { Training = training }));
        var update = Values(Train(With("fednova") with { Training = training }));

        // a = [1.75, 1.5, 1].
        Assert.Equal(4.25, update[^1] * FedNova.TauUnit, 1e-9);
        for (var i = 0; i < Parameters; i++)
            Assert.Equal(change[i], 4.25f * update[i], 1e-6f);
    }

    [Fact]
    public void QFedAvg_WeighsTheChangeByTheLossAtTheGlobalModel()
    {
        // The initial model of zeros has the loss log 2 whatever the data.
        var plan = With("q-fedavg") with { Strategy = new() { Kind = "q-fedavg", Q = 2 } };
        var change = Values(Train(Plain, model: new float[Parameters]));
        var update = Values(Train(plan, model: new float[Parameters]));

        var expected = QFedAvg.Weighted(2, Math.Log(2), 0.25, change);
        for (var i = 0; i <= Parameters; i++)
            Assert.Equal(expected[i], update[i], 1e-6f);
    }

    [Fact]
    public void Scaffold_FirstRound_SendsBothChangesAndKeepsItsControl()
    {
        var change = Values(Train(Plain));
        var trained = Train(With("scaffold"));
        var update = Values(trained);

        // c = c_i = 0: the model moves as without, and dc = c_i = -dy / (K eta), K = 6.
        Assert.Equal(change, update[..Parameters]);
        Assert.Equal(Array.ConvertAll(change, v => (float)(-v / (6 * 0.25))), update[Parameters..]);
        Assert.Equal(update[Parameters..], Control(1));
        Assert.Equal(FixedPointFormat.WeightOne, trained.WeightUnits);
    }

    [Fact]
    public void Scaffold_LaterRound_CorrectsItsStepsAndFollowsOptionTwo()
    {
        Train(With("scaffold"));
        var own = Control(1);
        float[] server = [0.1f, -0.2f, 0.3f, 0, 0.05f, -0.05f];
        var update = Values(Train(With("scaffold"), round: 2, counted: 1, control: server));

        for (var i = 0; i < Parameters; i++)
        {
            Assert.Equal(-server[i] - (update[i] / (6 * 0.25)), update[Parameters + i], 1e-6);
            Assert.Equal(own[i] + update[Parameters + i], Control(2)[i], 1e-6f);
        }

        Assert.NotEqual(update[..Parameters], Values(Train(Plain, round: 2))[..Parameters]);
    }

    [Fact]
    public void Scaffold_RoundThatDidNotCount_ChangesNothing()
    {
        // Round 2 was abandoned, or came without this node: round 3 goes on from round 1.
        Train(With("scaffold"));
        Train(With("scaffold"), round: 2, counted: 1);
        var after = Train(With("scaffold"), round: 3, counted: 1).File;

        Assert.NotEqual(after, Train(With("scaffold"), round: 3, counted: 2).File);
        using var other = new TestFolder();
        Train(With("scaffold"), folder: other);
        Assert.Equal(after, Train(With("scaffold"), round: 3, counted: 1, folder: other).File);
    }

    [Fact]
    public void Scaffold_TrainedAgainAfterACrash_GivesTheSameBytesAndTheSameControl()
    {
        Train(With("scaffold"));
        var first = Train(With("scaffold"), round: 2, counted: 1).File;
        var control = Control(2);

        // Another process in the same folder, the update lost on the way to the outbox.
        Assert.Equal(first, Train(With("scaffold"), round: 2, counted: 1).File);
        Assert.Equal(control, Control(2));
    }

    [Fact]
    public void Scaffold_CountedRoundWhoseControlIsGone_IsRefused()
    {
        var refusal = Assert.Throws<FederatedException>(() => Train(With("scaffold"), round: 2, counted: 1));

        Assert.Equal(ErrorCodes.StorageCorrupt, refusal.Code);
        Assert.Contains("run-a/1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scaffold_StatesBeforeTheCountedRound_AreForgotten()
    {
        Train(With("scaffold"));
        Train(With("scaffold"), round: 2, counted: 1);
        Train(With("scaffold"), round: 3, counted: 2);

        Assert.Equal(["run-a.000002.safetensors", "run-a.000003.safetensors"],
            Directory.GetFiles(_folder["controls"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Directory.GetFiles(_folder["controls"])[0]));
    }

    [Fact]
    public void Scaffold_InPartnerCentral_KeepsWhatTheSiloWillCount()
    {
        var plan = With("scaffold") with
        {
            Cohort = new() { Size = 40, Quorum = 30 },
            Privacy = new() { Mode = PrivacyPlan.PartnerCentral, Delta = 1e-5, ClipNorm = 0.01, NoiseMultiplier = 1 },
        };
        var update = Values(Train(plan));
        var counted = update.ToArray();

        // What the silo's own clip leaves of it is the same bits, so c_i moves by what is counted.
        Clipping.ClipInPlace(counted, 0.01);
        Assert.Equal(update, counted);
        Assert.InRange(Clipping.Norm(update), 0.0099, 0.01);
        Assert.Equal(update[Parameters..], Control(1));
    }

    private static RunPlan With(string kind) => Plain with { Strategy = new() { Kind = kind, Q = kind == "q-fedavg" ? 1 : null } };

    private static float[] Values(TrainedUpdate trained)
    {
        var header = ModelFile.ReadHeader(trained.File);
        return ModelFile.Read(trained.File, ParameterLayout.Create(header.Tensors.Select(t => new ParameterTensor(t.Name, [.. t.Shape.Select(d => (int)d)]))));
    }

    private TrainedUpdate Train(RunPlan plan, int round = 1, int counted = 0, float[]? control = null, float[]? model = null, TestFolder? folder = null)
    {
        var at = folder ?? _folder;
        File.WriteAllText(at["data.csv"], "a,b,y\n1,0.5,yes\n9,-0.5,no\n3,0.25,yes\n8,-1,no\n2,1,yes\n");
        using var trainer = new PlanTrainer(
            new PartnerData(new() { Csv = at["data.csv"] }), Samples.Partner, NodeSecret.LoadOrCreate(at["sampling.secret"]), new ControlVariates(at["controls"]), threads: 1);
        var layouts = RunLayouts.Of(plan);
        var published = new float[layouts.Published.ParameterCount];
        (model ?? plan.Model.ToSpecification().InitialParameters(1)).CopyTo(published, 0);
        control?.CopyTo(published, Parameters);
        var file = ModelFile.Write(layouts.Published, published);
        var assignment = new Assignment(Samples.Run, round, plan, RunPlanFile.Hash(plan), ContentHash.Of(file), layouts.Update.Hash, 60, Resend: false, RoundTerms.Of(plan), file) { Counted = counted };
        return trainer.Train(assignment, file, default);
    }

    private float[] Control(int round) => new ControlVariates(_folder["controls"]).Read(new(Samples.Run, round), Plain.Model.ToSpecification().Layout);
}
