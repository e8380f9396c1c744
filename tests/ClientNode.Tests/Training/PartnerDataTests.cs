using System.Globalization;
using Federated.ClientNode.Data;
using Federated.ClientNode.Privacy;
using Federated.ClientNode.Tests.Support;
using Federated.ClientNode.Training;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Training.Data;

namespace Federated.ClientNode.Tests.Training;

public sealed class PartnerDataTests : IDisposable
{
    private static readonly RunPlan Plan = new()
    {
        Name = "tiny",
        Model = new() { Kind = "logistic", Inputs = 1, Outputs = 2 },
        Data = new() { Features = [new("age", 0, 100)], Label = "ill", Classes = ["no", "yes"], Validation = new() { Fraction = 0.3 } },
        Privacy = new() { Mode = PrivacyPlan.None },
        Cohort = new() { Size = 1, Quorum = 1 },
        Rounds = 1,
    };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_KeepsOutWhatLoadValidationGives()
    {
        var data = Data(Rows(100));

        var (training, kept) = (data.Load(Plan), data.LoadValidation(Plan)!);

        Assert.Equal(100, training.Count + kept.Count);
        Assert.InRange(kept.Count, 1, 99);
        Assert.Equal(Enumerable.Range(0, 100).Select(age => age / 100f), training.Features.ToArray().Concat(kept.Features.ToArray()).Order());
        Assert.Same(training, data.Load(Plan));
        Assert.Same(kept, data.LoadValidation(Plan));
    }

    [Fact]
    public void LoadValidation_AfterARestartInAnyOrderOfTheRows_IsTheSameExamples()
    {
        var before = Ages(Data(Rows(100)).LoadValidation(Plan)!);

        var after = Ages(Data([.. Rows(100).Reverse()]).LoadValidation(Plan)!);

        Assert.Equal(before, after);
    }

    [Fact]
    public void LoadValidation_ByIdentifier_KeepsAPersonOnOneSide()
    {
        var plan = Plan with { Data = Plan.Data with { Identifier = "id" } };
        var data = Data([.. Enumerable.Range(0, 100).Select(i => $"{i},{(i % 2 == 0 ? "no" : "yes")},person-{i / 4}")], "age,ill,id");

        var people = Ages(data.Load(plan)).Select(age => age / 4).Intersect(Ages(data.LoadValidation(plan)!).Select(age => age / 4));

        Assert.Empty(people);
    }

    [Fact]
    public void LoadValidation_WithoutAPlanForIt_IsNone()
    {
        var data = Data(Rows(10));
        var plan = Plan with { Data = Plan.Data with { Validation = null } };

        Assert.Null(data.LoadValidation(plan));
        Assert.Equal(10, data.Load(plan).Count);
    }

    [Fact]
    public void Load_OfAFileThatChanged_ReadsItAgain()
    {
        var data = Data(Rows(10));
        var plan = Plan with { Data = Plan.Data with { Validation = null } };
        _ = data.Load(plan);

        Write(Rows(11), "age,ill");

        Assert.Equal(11, data.Load(plan).Count);
    }

    [Fact]
    public void Source_OfEveryKind_ReadsItsFiles()
    {
        File.WriteAllText(_folder["a.jsonl"], "{\"age\": 50, \"ill\": \"yes\"}\n");
        File.WriteAllText(_folder["a.txt"], "ab");
        var plan = Plan with { Data = Plan.Data with { Validation = null } };
        var text = plan with { Data = new() { Text = new() { Tokenizer = TextPlan.ByteTokenizer, Length = 2 } } };

        Assert.Equal([0.5f], new PartnerData(new() { Jsonl = _folder["a.jsonl"] }).Load(plan).Features.ToArray());
        Assert.Equal([100, 101, 2], new PartnerData(new() { Text = [_folder["a.txt"]] }).Load(text).Features.ToArray());
        Assert.Equal(ErrorCodes.DataUnreadable, Assert.Throws<FederatedException>(() => new PartnerData(new() { Npz = _folder["a.txt"] }).Load(plan)).Code);
        Assert.Equal(ErrorCodes.DataUnreadable, Assert.Throws<FederatedException>(() => new PartnerData(new() { Npy = _folder["a.txt"], NpyY = _folder["a.txt"] }).Load(plan)).Code);
    }

    [Theory]
    [InlineData("a", null, null, null)]
    [InlineData(null, null, null, null)]
    [InlineData(null, "a", "b", null)]
    [InlineData(null, "a", null, "y")]
    public void Source_ThatIsNoneOrTwo_IsWrongUsage(string? images, string? csv, string? jsonl, string? npzX) => Assert.Equal(ErrorCodes.UsageInvalid,
        Assert.Throws<FederatedException>(new DataSource { IdxImages = images, Csv = csv, Jsonl = jsonl, NpzX = npzX }.Validate).Code);

    [Fact]
    public void Load_ForAClassifierOfDataWithoutClasses_IsRefused()
    {
        var plan = Plan with { Data = new() { Features = Plan.Data.Features, Target = new("ill", 0, 1) } };
        var data = Data(Rows(3));

        Assert.Contains("data.target is a number", Assert.Throws<FederatedException>(() => data.Load(plan)).Message, StringComparison.Ordinal);
        Assert.Contains("data.unlabelled", Assert.Throws<FederatedException>(
            () => data.Load(plan with { Data = plan.Data with { Target = null, Unlabelled = true } })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_AgainstAPlan_SaysWhatARoundWouldFind()
    {
        Write(Rows(20), "age,ill");
        var said = DataCheck.Against(new() { Csv = _folder["data.csv"] }, Plan, new Pseudonyms(new byte[32]));

        Assert.Contains("20 records read; ", said, StringComparison.Ordinal);
        Assert.Contains("of 1 inputs, per class no: 10, yes: 10", said, StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.DataMismatch, Assert.Throws<FederatedException>(
            () => DataCheck.Against(new() { Csv = _folder["data.csv"] }, Plan with { Data = Plan.Data with { Features = [new("age", 0, 10)] } }, Pseudonyms.Passing())).Code);
    }

    private static string[] Rows(int count) => [.. Enumerable.Range(0, count).Select(i => $"{i},{(i % 2 == 0 ? "no" : "yes")}")];

    private static int[] Ages(Dataset data) => [.. data.Features.ToArray().Select(age => (int)Math.Round(age * 100, 0)).Order()];

    private PartnerData Data(string[] rows, string header = "age,ill")
    {
        Write(rows, header);
        return new(new() { Csv = _folder["data.csv"] }, NodeSecret.LoadOrCreate(_folder["sampling.secret"]));
    }

    private void Write(string[] rows, string header) => File.WriteAllText(
        _folder["data.csv"], string.Create(CultureInfo.InvariantCulture, $"{header}\n{string.Join('\n', rows)}\n"));
}
