using System.Collections.Immutable;
using Federated.ClientNode.Node;
using Federated.ClientNode.Privacy;
using Federated.ClientNode.Tests.Support;
using Federated.ClientNode.Training;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Queries;
using Federated.Protocol.Work;
using ErrorCode = Federated.Domain.Errors.ErrorCode;

namespace Federated.ClientNode.Tests.Training;

public sealed class EvaluationUpdateTests : IDisposable
{
    // The second and the third row are alike but for their sex: the first of the two is the example.
    private const string Patients = "sex,x,ill\nf,0.5,yes\nm,-0.5,no\nf,-0.5,no\nm,0.25,no\nx,1,yes\n";

    private static readonly byte[] Model = ModelFile.Write(ModelSpecification.Logistic(1, 2).Layout, [0, 1, 0, 0]);

    private static readonly RunPlan Plan = new()
    {
        Name = "evaluation",
        Model = new() { Kind = "logistic", Inputs = 1, Outputs = 2, Initial = ContentHash.Of(Model) },
        Data = new() { Features = [new("x", -1, 1)], Label = "ill", Classes = ["no", "yes"], Offset = 0.5, Scale = 0.5 },
        Query = new() { Evaluation = new() { Metrics = [EvaluationPlan.Confusion], Subgroups = [new() { Column = "sex", Values = ["f", "m"] }] } },
        Privacy = new()
        {
            Mode = PrivacyPlan.RecordCentral, Delta = 1e-5, NoiseMultiplier = 2,
            PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add(Samples.Partner.ToString(), 10),
        },
        Cohort = new() { Size = 1, Quorum = 1 },
        Rounds = 1,
    };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Measure_Csv_SendsTheExactSumsOfAllAndOfEachGroup()
    {
        var trained = Trainer(Patients).Train(Assignment(Plan), Model, default);

        // Taken for ill where x is above 0: of five rows the fourth is wrong. Cells by class, then by group: no no, no yes, yes no, yes yes.
        Assert.Equal([5, 2, 1, 0, 2, 2, 2, 1, 0, 0, 1, 1, 1, 0, 0], Totals(Plan, trained.File));
        Assert.Equal(FixedPointFormat.WeightOne, trained.WeightUnits);
        Assert.Contains("on 5 examples", trained.Summary, StringComparison.Ordinal);
        Assert.Contains("adds noise before anybody else", trained.Summary, StringComparison.Ordinal);
        Assert.Equal(trained.File, Trainer(Patients).Train(Assignment(Plan), Model, default).File);
    }

    [Fact]
    public void Measure_CleanedRows_KeepTheirOwnFields()
    {
        var plan = Plan with { Data = Plan.Data with { Cleaning = new() { DropDuplicates = true } } };

        var totals = Totals(plan, Trainer(Patients).Train(Assignment(plan), Model, default).File);

        // The row of a woman that repeats a man's is gone; those after it still have their own sex.
        Assert.Equal([4, 1, 1, 0, 2, 1, 2, 0, 0, 0, 1, 1, 1, 0, 0], totals);
    }

    [Fact]
    public void Measure_SplitOfAPlan_MeasuresWhatTrainingDoesNotSee()
    {
        var rows = "sex,x,ill\n" + string.Concat(Enumerable.Range(0, 200).Select(i => FormattableString.Invariant($"f,{(i - 100) / 100.0},{(i > 100 ? "yes" : "no")}\n")));
        var plan = Plan with
        {
            Data = Plan.Data with { Validation = new() { Fraction = 0.25 } },
            Privacy = Plan.Privacy with { PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add(Samples.Partner.ToString(), 200) },
        };
        File.WriteAllText(_folder["data.csv"], rows);
        var secret = NodeSecret.LoadOrCreate(_folder["sampling.secret"]);
        var kept = new PartnerData(new() { Csv = _folder["data.csv"] }, secret).LoadValidation(plan)!.Count;

        var trained = Trainer(rows, secret).Train(Assignment(plan), Model, default);

        Assert.Equal(kept, Totals(plan, trained.File)[0]);
        Assert.InRange(kept, 1, 199);
        Assert.Contains("kept out of training", trained.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Measure_WhatCannotBe_IsRefused()
    {
        var trainer = Trainer(Patients);
        Assert.Equal(ErrorCodes.TrackMismatch, Refused(() => trainer.Train(Assignment(Plan), ModelFile.Write(ModelSpecification.Logistic(2, 2).Layout, new float[6]), default)));
        var blood = Plan with { Query = new() { Evaluation = Plan.Query!.Evaluation! with { Subgroups = [new() { Column = "blood", Values = ["0"] }] } } };
        Assert.Equal(ErrorCodes.DataMismatch, Refused(() => trainer.Train(Assignment(blood), Model, default)));
        var fewer = Plan with { Privacy = Plan.Privacy with { PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add(Samples.Partner.ToString(), 4) } };
        Assert.Equal(ErrorCodes.DataMismatch, Refused(() => trainer.Train(Assignment(fewer), Model, default)));
    }

    [Fact]
    public void AssignmentCheck_AnotherModelThanThePlans_IsRefused()
    {
        AssignmentCheck.Check(Assignment(Plan), Samples.Node.Ceilings);

        Assert.Equal(ErrorCodes.PlanInvalid, Refused(() => AssignmentCheck.Check(Assignment(Plan) with { BaseModel = ContentHash.Of("other"u8) }, Samples.Node.Ceilings)));
    }

    private static ErrorCode Refused(Action action) => Assert.Throws<FederatedException>(action).Code;

    private static Assignment Assignment(RunPlan plan) =>
        new(Samples.Run, 1, plan, RunPlanFile.Hash(plan), plan.Model.Initial!.Value, plan.UploadLayout.Hash, 60, false, RoundTerms.Of(plan), null);

    private static double[] Totals(RunPlan plan, byte[] file)
    {
        var limbs = Array.ConvertAll(ModelFile.Read(file, plan.UploadLayout), value => (long)value).AsSpan();
        var totals = new List<double>();
        foreach (var statistic in QueryStatistic.Of(plan))
        {
            var values = new long[statistic.Count];
            Limbs.Join(limbs[..(Limbs.Count * values.Length)], values);
            limbs = limbs[(Limbs.Count * values.Length)..];
            totals.AddRange(values.Select(value => (double)value / QueryScale.Of(plan).Unit));
        }

        return [.. totals];
    }

    private PlanTrainer Trainer(string csv, NodeSecret? secret = null)
    {
        File.WriteAllText(_folder["data.csv"], csv);
        secret ??= NodeSecret.LoadOrCreate(_folder["sampling.secret"]);
        return new(new PartnerData(new() { Csv = _folder["data.csv"] }, secret), Samples.Partner, secret, new ControlVariates(_folder["controls"]), threads: 1);
    }
}
