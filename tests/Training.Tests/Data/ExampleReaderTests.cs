using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Training.Data;

namespace Federated.Training.Tests.Data;

public sealed class ExampleReaderTests : IDisposable
{
    private static readonly FeatureRange Age = new("age", 0, 120);
    private static readonly FeatureRange Blood = new("blood") { Type = FeatureRange.CategoryType, Categories = ["0", "A", "B"] };
    private static readonly DataPlan Plan = new() { Features = [Age, Blood], Label = "ill", Classes = ["no", "yes"] };

    private readonly TestFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Csv_Categories_BecomeOneInputEach()
    {
        var data = Csv(Plan, "blood,age,ill\nB,40,yes\n 0 ,30,no\n");

        Assert.Equal([40, 0, 0, 1, 30, 1, 0, 0], data.Features.ToArray());
        Assert.Equal([1, 0], data.Labels.ToArray());
        Assert.Equal(4, Plan.Width);
    }

    [Fact]
    public void Csv_CategoryByIndex_IsOneInput() =>
        Assert.Equal([40, 2], Csv(Plan with { Features = [Age, Blood with { Encoding = FeatureRange.Index }] }, "blood,age,ill\nB,40,yes\n").Features.ToArray());

    [Fact]
    public void Csv_MissingAndOutside_BecomeWhatIsDeclared()
    {
        var plan = Plan with
        {
            Features =
            [
                Age with { Missing = FeatureRange.MeanOfRange, Outside = FeatureRange.Clip },
                new("dose", 0, 10) { Missing = FeatureRange.Constant, MissingValue = 2.5 },
                Blood with { Missing = FeatureRange.Zeros, Outside = FeatureRange.Zeros },
            ],
        };

        Assert.Equal(
            [60, 2.5f, 0, 0, 0, 120, 1, 0, 0, 0, 0, 3, 0, 1, 0],
            Csv(plan, "age,dose,blood,ill\n,NA,?,yes\n130,1,X,no\n-4,3,A,no\n").Features.ToArray());
    }

    [Theory]
    [InlineData("age,blood,ill\n40,X,yes\n", "data.csv, line 2, column 2 ('blood')", "none of the declared categories (0, A, B)")]
    [InlineData("age,blood,ill\n40,,yes\n", "line 2, column 2 ('blood')", "the category is missing")]
    [InlineData("age,blood,ill\n40,A,\n", "line 2, column 3 ('ill')", "none of the declared classes (no, yes)")]
    [InlineData("age,blood,ill\n40,A,no\n121,A,no\n", "line 3, column 1 ('age')", "outside the declared range 0 to 120")]
    public void Csv_WhatIsNotDeclared_IsRefusedWithItsPlace(string content, string place, string what) =>
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Csv(Plan, content), place, what);

    [Fact]
    public void Csv_Refusal_KeepsTheValueOutOfTheMessage()
    {
        var refusal = TestFiles.Fails(ErrorCodes.DataMismatch, () => Csv(Plan, "age,blood,ill\n40,Smith,yes\n"));
        Assert.DoesNotContain("Smith", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Smith", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_WholeNumbers_AreWhole()
    {
        var plan = new DataPlan { Features = [new("user", 0, 9) { Type = FeatureRange.IntegerType }, new("item", 0, 99) { Type = FeatureRange.IntegerType }], Label = "liked", Classes = ["0", "1"] };

        Assert.Equal([3, 42], Csv(plan, "user,item,liked\n3,42,1\n").Features.ToArray());
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Csv(plan, "user,item,liked\n3.5,42,1\n"), "column 1 ('user')", "not a whole number");
    }

    [Fact]
    public void Csv_Target_IsANumberInItsRange()
    {
        var plan = new DataPlan { Features = [Age], Target = new("days", 0, 100) };

        var data = Csv(plan, "age,days\n40,12.5\n30,0\n");

        Assert.Equal([12.5f, 0], data.Targets.ToArray());
        Assert.Equal([0, 0], data.Labels.ToArray());
        Assert.Equal([0.125f, 0], PlanData.Inputs(plan, data).Targets.ToArray());
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Csv(plan, "age,days\n40,101\n"), "column 2 ('days')", "range 0 to 100");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Csv(plan, "age,days\n40,\n"), "column 2 ('days')", "missing");
    }

    [Fact]
    public void Csv_Unlabelled_WantsNoLabel() => Assert.Equal([0], Csv(new() { Features = [Age], Unlabelled = true }, "age\n40\n").Labels.ToArray());

    [Fact]
    public void Csv_OfAPlanThatSaysTooLittle_SaysWhatIsMissing()
    {
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Csv(new(), "a\n1\n"), "no columns", "data.features");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Csv(new() { Features = [Age] }, "age\n1\n"), "no label and no target", "data.unlabelled");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Csv(Plan with { Classes = [] }, "age,blood,ill\n1,A,no\n"), "'ill'", "data.classes");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Csv(Plan with { Identifier = "id" }, "age,blood,ill\n1,A,no\n"), "line 1", "'id' is missing");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Csv(Plan with { Identifier = "id" }, "id,age,blood,ill\n ,1,A,no\n"), "line 2, column 1 ('id')", "identifier is missing");
    }

    [Fact]
    public void Cleaning_LeavesOutWhatThePlanSaysAndCountsIt()
    {
        var plan = Plan with { Identifier = "id", Cleaning = new() { DropDuplicates = true, DropMissingLabels = true, OnePerIdentifier = true } };

        var set = Set(plan, "id,age,blood,ill\nann,40,A,yes\nbob,40,A,yes\nann,41,A,no\ncid,30,0,\ndan,30,B,no\n");

        Assert.Equal([40, 0, 1, 0, 30, 0, 0, 1], set.Data.Features.ToArray());
        Assert.Equal(new CleaningReport(5, 1, 1, 1), set.Cleaned);
        Assert.Equal("5 records read, left out: 1 duplicates, 1 without a label, 1 further records of the same identifier", set.Cleaned.ToString());
    }

    [Fact]
    public void Cleaning_ThatLeavesNothing_SaysWhatItLeftOut() =>
        TestFiles.Fails(ErrorCodes.DataUnreadable, () => Csv(Plan with { Cleaning = new() { DropMissingLabels = true } }, "age,blood,ill\n40,A,NA\n"), "Of 1 records none is left", "1 without a label");

    [Fact]
    public void Keys_FollowTheIdentifierOrElseTheContent()
    {
        var people = Set(Plan with { Identifier = "id" }, "id,age,blood,ill\nann,40,A,yes\nbob,40,A,yes\nann,41,A,no\n").Keys.ToArray();
        var contents = Set(Plan, "id,age,blood,ill\nann,40,A,yes\nbob,40,A,yes\nann,41,A,no\n").Keys.ToArray();

        Assert.Equal((true, false), (people[0] == people[2], people[0] == people[1]));
        Assert.Equal((false, true), (contents[0] == contents[2], contents[0] == contents[1]));
    }

    [Fact]
    public void Jsonl_ReadsTheSameAsCsv()
    {
        var plan = Plan with { Identifier = "id" };
        const string Lines = """
            {"id": "ann", "age": 40, "blood": "A", "ill": "yes", "note": [1, 2]}

            {"ill": "no", "blood": "B", "age": "3e1", "id": 7}
            """;
        var csv = Set(plan, "id,age,blood,ill\nann,40,A,yes\n7,30,B,no\n", Reader(plan));

        var json = Reader(plan).Jsonl(files.Write("data.jsonl", Lines));

        Assert.Equal(csv.Data.Features.ToArray(), json.Data.Features.ToArray());
        Assert.Equal(csv.Data.Labels.ToArray(), json.Data.Labels.ToArray());
        Assert.Equal(csv.Keys.ToArray(), json.Keys.ToArray());
    }

    [Theory]
    [InlineData("{\"age\": 130, \"blood\": \"A\", \"ill\": \"no\"}", "line 1, field 'age'", "range 0 to 120")]
    [InlineData("{\"age\": 1, \"blood\": \"A\", \"ill\": \"no\"}\n{\"age\": null, \"blood\": \"A\", \"ill\": \"no\"}", "line 2, field 'age'", "missing")]
    [InlineData("{\"age\": 1, \"blood\": \"A\", \"ill\": \"no\"}\n{\"age\": 1, \"ill\": \"no\"}", "line 2, field 'blood'", "missing")]
    [InlineData("{\"years\": 1, \"blood\": \"A\", \"ill\": \"no\"}", "line 1, field 'age'", "missing")]
    public void Jsonl_WhatIsNotDeclared_IsRefusedWithItsPlace(string content, string place, string what) =>
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Reader(Plan).Jsonl(files.Write("data.jsonl", content)), "data.jsonl, " + place, what);

    [Theory]
    [InlineData("[1, 2]", "line 1", "a list, wanted an object")]
    [InlineData("{\"age\": 1,", "line 1", "no JSON object")]
    [InlineData("{\"age\": [1], \"blood\": \"A\", \"ill\": \"no\"}", "line 1", "the field 'age' holds a list")]
    [InlineData("\n\n", "holds no record", "")]
    public void Jsonl_ThatIsNone_IsRefused(string content, string place, string what) =>
        TestFiles.Fails(ErrorCodes.DataUnreadable, () => Reader(Plan).Jsonl(files.Write("data.jsonl", content)), "data.jsonl", place, what);

    [Fact]
    public void Jsonl_ThatIsNoUtf8_SaysAfterWhichLine() =>
        TestFiles.Fails(ErrorCodes.DataUnreadable, () => Reader(Plan).Jsonl(files.Write("data.jsonl", [.. "{}"u8, 10, 0xFF])), "data.jsonl", "UTF-8");

    [Fact]
    public void Jsonl_Text_IsCutIntoTokensAndPadded()
    {
        var plan = new DataPlan
        {
            Text = new() { Field = "note", Tokenizer = TextPlan.WordTokenizer, Length = 3, Vocabulary = ["fever", "cough"], StopWordList = TextPlan.EnglishStopWords },
            Label = "ill", Classes = ["no", "yes"],
        };
        const string Lines = """
            {"note": "A fever", "ill": "yes"}
            {"note": "cough, cough and more cough or fever", "ill": "no"}
            """;

        var data = Reader(plan).Jsonl(files.Write("notes.jsonl", Lines)).Data;

        Assert.Equal([3, 0, 0, 4, 4, 4], data.Features.ToArray());
        Assert.Equal([1, 0], data.Labels.ToArray());
        Assert.Same(data, PlanData.Inputs(plan, data));
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Reader(plan).Jsonl(files.Write("notes.jsonl", "{\"note\": \" \", \"ill\": \"no\"}")), "line 1, field 'note'", "text is missing");
    }

    [Fact]
    public void Jsonl_DocumentsForLanguageModels_StayTogetherInTheSplit()
    {
        var plan = new DataPlan { Text = new() { Field = "note", Tokenizer = TextPlan.ByteTokenizer, Length = 2 } };

        var set = Reader(plan).Jsonl(files.Write("notes.jsonl", "{\"note\": \"abcd\"}\n{\"note\": \"xy\"}\n"));

        Assert.Equal(3, set.Data.Count);
        Assert.Equal([3, 3, 3], Enumerable.Range(0, 3).Select(i => set.Data.Row(i).Length));
        Assert.Equal((true, false), (set.Keys.Span[0] == set.Keys.Span[1], set.Keys.Span[1] == set.Keys.Span[2]));
    }

    [Fact]
    public void Npz_ReadsRowsLabelsAndTargets()
    {
        var classes = Reader(new(), outputs: 2).Npz(TestFiles.Numpy("plain.npz")).Data;
        var target = Reader(new() { Target = new("days", -1, 1) }).Npz(TestFiles.Numpy("compressed.npz"), "x_train", "y_train").Data;

        Assert.Equal([0.5f, -1.25f, 3, 1e-3f, 2, -7.5f], classes.Features.ToArray());
        Assert.Equal([1, 0], classes.Labels.ToArray());
        Assert.Equal([0.25f, -0.5f], target.Targets.ToArray());
        Assert.Equal(2, Reader(new() { Unlabelled = true }).Npy(TestFiles.Numpy("f4.npy"), null).Data.Count);
        Assert.Equal(12, Reader(new() { Unlabelled = true }).Npy(TestFiles.Numpy("i8-3d.npy"), null).Data.FeatureCount);
    }

    [Fact]
    public void Npz_ThatDoesNotFit_IsRefusedWithItsPlace()
    {
        var archive = TestFiles.Numpy("plain.npz");
        var ranges = new DataPlan { Features = [new("a", 0, 1), new("b", -2, 2), new("c", -9, 9)] };
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Reader(ranges with { Features = [Age] }).Npz(archive), "plain.npz', array 'x'", "3 columns", "1 features");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Reader(ranges with { Features = ranges.Features.SetItem(1, new("b", 0, 9)) }).Npz(archive), "row 0, column 1", "'b'", "range 0 to 9");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Reader(Plan with { Features = [Age, Age, Blood] }).Npz(archive), "'blood'", "an array has none");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Reader(new() { Classes = ["only"] }).Npz(archive), "array 'y', row 0", "below 1");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Reader(new()).Npz(TestFiles.Numpy("compressed.npz"), "x_train", "y_train"), "row 0", "whole number from 0");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Reader(new()).Npy(TestFiles.Numpy("f4.npy"), TestFiles.Numpy("u1.npy")), "(3,)", "(2, 3)");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Reader(new()).Npy(TestFiles.Numpy("f4.npy"), null), "--npy-y");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Reader(new() { Text = new() { Tokenizer = "byte", Length = 1 } }).Npz(archive), "wants text");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Reader(new() { Identifier = "id" }).Npz(archive), "'id'");
    }

    private Dataset Csv(DataPlan plan, string content) => Set(plan, content).Data;

    private ExampleSet Set(DataPlan plan, string content, ExampleReader? reader = null) => (reader ?? Reader(plan)).Csv(files.Write("data.csv", content));

    private static ExampleReader Reader(DataPlan plan, int outputs = 2) => new(plan, outputs, new Pseudonyms(new byte[32]));
}
