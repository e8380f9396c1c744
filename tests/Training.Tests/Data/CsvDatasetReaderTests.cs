using Federated.Domain.Errors;
using Federated.Training.Data;

namespace Federated.Training.Tests.Data;

public sealed class CsvDatasetReaderTests : IDisposable
{
    private static readonly CsvDatasetOptions Options = new()
    {
        Features = [new("age", 0, 120), new("dose", 0, 10)],
        LabelColumn = "outcome",
        Classes = ["no", "yes"],
    };

    private readonly TestFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Read_TakesDeclaredColumnsInDeclaredOrder()
    {
        var data = Read("outcome,extra,dose,age\nyes,x,1.5,40\nno,\"a,b\",2e0, 41 \n");

        Assert.Equal(new float[] { 40, 1.5f, 41, 2 }, data.Features.ToArray());
        Assert.Equal(new long[] { 1, 0 }, data.Labels.ToArray());
        Assert.Equal(2, data.FeatureCount);
    }

    [Fact]
    public void Read_ByteOrderMarkAndCrLf_AreAccepted() =>
        Assert.Equal(1, Read("\uFEFFage,dose,outcome\r\n40,1,yes\r\n").Count);

    [Theory]
    [InlineData("age,outcome\n40,yes\n", "line 1", "'dose' is missing")]
    [InlineData("age,Dose,outcome\n40,1,yes\n", "line 1", "'dose' is missing")]
    [InlineData("age,dose,outcome\n40,1,yes\n130,1,no\n", "line 3, column 1 ('age')", "range 0 to 120")]
    [InlineData("age,dose,outcome\n40,-0.1,yes\n", "line 2, column 2 ('dose')", "range 0 to 10")]
    [InlineData("age,dose,outcome\n40,1,maybe\n", "line 2, column 3 ('outcome')", "no, yes")]
    [InlineData("age,dose,outcome\n40,,yes\n", "line 2, column 2 ('dose')", "missing")]
    [InlineData("age,dose,outcome\n40,NaN,yes\n", "line 2, column 2 ('dose')", "missing")]
    public void Read_WhatDoesNotMatch_IsRefusedWithLineAndColumn(string content, string place, string reason) =>
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Read(content), "data.csv", place, reason);

    [Theory]
    [InlineData("", "empty", "header")]
    [InlineData("age,dose,outcome\n", "no data lines", "")]
    [InlineData("age,dose,age,outcome\n1,1,1,yes\n", "line 1", "twice")]
    [InlineData("age,dose,outcome\n40,1\n", "line 2", "got 2 fields, wanted 3")]
    [InlineData("age,dose,outcome\n40,1,yes\n40,1,yes,no\n", "line 3", "got 4 fields")]
    [InlineData("age,dose,outcome\nforty,1,yes\n", "line 2, column 1 ('age')", "not a number")]
    [InlineData("age,dose,outcome\n40,\"1,5\",yes\n", "line 2, column 2 ('dose')", "not a number")]
    [InlineData("age,dose,outcome\n40,Infinity,yes\n", "line 2, column 2 ('dose')", "not finite")]
    [InlineData("age,dose,outcome\n40,1e300,yes\n", "line 2, column 2 ('dose')", "not finite")]
    [InlineData("age,dose,outcome\n40,\"1,yes\n", "line 2", "quotes")]
    [InlineData("age,dose,outcome\n40,1\0,yes\n", "line 2", "not a number")]
    public void Read_WhatIsNoSuchCsv_IsRefused(string content, string place, string reason) =>
        TestFiles.Fails(ErrorCodes.DataUnreadable, () => Read(content), "data.csv", place, reason);

    [Fact]
    public void Read_RefusedValue_StandsInTheDetailOnly()
    {
        var e = Assert.Throws<FederatedException>(() => Read("age,dose,outcome\n131.25,1,yes\n"));
        Assert.DoesNotContain("131.25", e.Message, StringComparison.Ordinal);
        Assert.Contains("131.25", e.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DeclaredMissingValue_StandsIn()
    {
        var path = files.Write("data.csv", "age,dose,outcome\n,NA,yes\n?,1,no\n");
        var data = CsvDatasetReader.Read(path, Options with { MissingValue = 0.5f });
        Assert.Equal(new float[] { 0.5f, 0.5f, 0.5f, 1 }, data.Features.ToArray());
    }

    [Fact]
    public void Read_UnclosedQuoteBeforeALongRest_IsRefused() =>
        TestFiles.Fails(ErrorCodes.DataUnreadable, () => Read("age,dose,outcome\n\"" + new string('x', 6_000_000)), "data.csv");

    [Fact]
    public void Read_MissingFile_NamesIt() =>
        TestFiles.Fails(ErrorCodes.DataUnreadable, () => CsvDatasetReader.Read(Path.Combine(files.Root, "none.csv"), Options), "none.csv");

    [Fact]
    public void Options_ThatContradictThemselves_AreRefused()
    {
        Invalid(Options with { Features = [] }, "no features");
        Invalid(Options with { Features = [new("a"), new("a")] }, "twice");
        Invalid(Options with { Features = [new("a", 2, 1)] }, "range 2 to 1");
        Invalid(Options with { LabelColumn = "age" }, "feature as well");
        Invalid(Options with { Classes = ["one"] }, "fewer than 2");
        Invalid(Options with { Classes = ["a", "a"] }, "class twice");
        Invalid(Options with { MissingValue = float.NaN }, "not finite");
    }

    [Fact]
    public void Writer_RoundTripsToTheBit()
    {
        var data = new Dataset([0.1f, 1f / 3, 119.99999f, float.Epsilon], 2, [1, 0]);
        var path = Path.Combine(files.Root, "written.csv");
        CsvDatasetWriter.Write(data, Options, path);

        var read = CsvDatasetReader.Read(path, Options);

        Assert.Equal(data.Features.ToArray(), read.Features.ToArray());
        Assert.Equal(data.Labels.ToArray(), read.Labels.ToArray());
        TestFiles.Fails(ErrorCodes.DataMismatch, () => CsvDatasetWriter.Write(new Dataset([1], 1, [0]), Options, path), "1 features");
    }

    [Fact]
    public void Load_BrokenDeclaration_IsRefused()
    {
        foreach (var json in new[] { "", "{", "null", "{}", """{"label":"a","classes":["0","1"]}""", """{"label":"a","classes":5,"features":[]}""" })
            TestFiles.Fails(ErrorCodes.DataUnreadable, () => CsvDatasetOptions.Load(files.Write("d.json", json)), "d.json");
        TestFiles.Fails(ErrorCodes.PlanInvalid, () => CsvDatasetOptions.Load(files.Write("d.json", """{"label":"a","classes":["0","1"],"features":[]}""")));
    }

    private Dataset Read(string content) => CsvDatasetReader.Read(files.Write("data.csv", content), Options);

    private static void Invalid(CsvDatasetOptions options, string word) => TestFiles.Fails(ErrorCodes.PlanInvalid, options.Validate, word);
}
