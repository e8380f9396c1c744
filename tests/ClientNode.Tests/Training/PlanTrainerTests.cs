using Federated.ClientNode.Privacy;
using Federated.ClientNode.Tests.Support;
using Federated.ClientNode.Training;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Tests.Training;

public sealed class PlanTrainerTests : IDisposable
{
    private static readonly RunPlan CsvPlan = Samples.Plan with
    {
        Data = new() { Features = [new("a", 0, 10), new("b", -1, 1)], Label = "y", Classes = ["no", "yes"] },
        Training = new() { LocalEpochs = 2, BatchSize = 2 },
    };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private PlanTrainer Trainer(string csv = "a,b,y\n1,0.5,yes\n9,-0.5,no\n3,0.25,yes\n8,-1,no\n2,1,yes\n")
    {
        File.WriteAllText(_folder["data.csv"], csv);
        return new(new PartnerData(new() { Csv = _folder["data.csv"] }), Samples.Partner, NodeSecret.LoadOrCreate(_folder["sampling.secret"]), new ControlVariates(_folder["controls"]), threads: 1);
    }

    private static TrainedUpdate Train(PlanTrainer trainer, Assignment assignment) => trainer.Train(assignment, assignment.InlineModel, default);

    [Fact]
    public void Train_Again_GivesTheSameBytes()
    {
        var assignment = Samples.Assignment(plan: CsvPlan);
        var first = Train(Trainer(), assignment);
        Assert.Equal(first.File, Train(Trainer(), assignment).File);
        Assert.NotEqual(first.File, Train(Trainer(), Samples.Assignment(round: 2, plan: CsvPlan)).File);
    }

    [Fact]
    public void Train_Csv_WritesADeltaWithTheWeightOfTheExamples()
    {
        var trained = Train(Trainer(), Samples.Assignment(plan: CsvPlan));
        Assert.Equal(UpdateWeight.Units(5, 100), trained.WeightUnits);
        var header = ModelFile.ReadHeader(trained.File);
        Assert.Equal("run-a", header.Metadata["federated.run"]);
        var delta = ModelFile.Read(trained.File, CsvPlan.Model.ToSpecification().Layout);
        Assert.Contains(delta, d => d != 0);
        Assert.All(delta, d => Assert.InRange(Math.Abs(d), 0, 0.5f));
    }

    [Fact]
    public void Train_UnderARobustRule_WeighsOneWhateverTheExamples()
    {
        var robust = CsvPlan with { Aggregation = new() { Rule = "median" }, Cohort = new() { Size = 3, Quorum = 3 } };
        var trained = Train(Trainer(), Samples.Assignment(plan: robust));
        Assert.Equal(FixedPointFormat.WeightOne, trained.WeightUnits);
        Assert.NotEqual(trained.WeightUnits, Train(Trainer(), Samples.Assignment(plan: CsvPlan)).WeightUnits);
    }

    [Fact]
    public void Train_FileChanged_IsReadAgain()
    {
        var trainer = Trainer();
        var assignment = Samples.Assignment(plan: CsvPlan);
        var before = Train(trainer, assignment).WeightUnits;
        File.AppendAllText(_folder["data.csv"], "5,0,no\n");
        Assert.True(Train(trainer, assignment).WeightUnits > before);
    }

    [Fact]
    public void Train_ValueOutsideItsDeclaredRange_IsADataMismatch() => Assert.Equal(ErrorCodes.DataMismatch,
        Assert.Throws<FederatedException>(() => Train(Trainer("a,b,y\n11,0,yes\n"), Samples.Assignment(plan: CsvPlan))).Code);

    [Fact]
    public void Train_PlanWithoutColumns_IsADataMismatch() => Assert.Equal(ErrorCodes.DataMismatch,
        Assert.Throws<FederatedException>(() => Train(Trainer(), Samples.Assignment())).Code);

    [Fact]
    public void Train_Cancelled_Stops() => Assert.ThrowsAny<OperationCanceledException>(() =>
    {
        var assignment = Samples.Assignment(plan: CsvPlan);
        return Trainer().Train(assignment, assignment.InlineModel, new CancellationToken(canceled: true));
    });

    [Theory]
    [InlineData(0, 100, 1)]
    [InlineData(1, 1L << 40, 1)]
    [InlineData(50, 100, FixedPointFormat.WeightOne / 2)]
    [InlineData(100, 100, FixedPointFormat.WeightOne)]
    [InlineData(500, 100, FixedPointFormat.WeightOne)]
    [InlineData(12_000, 1_000_000, 12_583)]
    public void Units_FollowTheRule(long examples, long maximum, long expected) => Assert.Equal(expected, UpdateWeight.Units(examples, maximum));
}
