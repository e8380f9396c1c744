using System.Text;
using System.Text.Json.Nodes;
using Federated.Domain.Errors;
using Federated.Domain.Plans;

namespace Federated.Domain.Tests.Plans;

public sealed class DataRulesTests
{
    private const string Text = """{"text":{"tokenizer":"word","length":2,"vocabulary":["fever","cough"]}}""";

    /// <summary>The hash of this plan before the data section could say more: plans that were agreed on must keep their names.</summary>
    [Fact]
    public void Canonical_APlanWithoutTheNewMembers_IsWhatItAlwaysWas()
    {
        var plan = Parse("""{"features":[{"name":"a","minimum":0,"maximum":1},{"name":"b","minimum":-1,"maximum":1},{"name":"c","minimum":0,"maximum":2}],"label":"y","classes":["0","1"]}""");

        var canonical = JsonNode.Parse(Encoding.UTF8.GetString(RunPlanFile.Canonical(plan)))!["data"]!.ToJsonString();

        Assert.Equal(
            """{"classes":["0","1"],"features":[{"maximum":1,"minimum":0,"name":"a"},{"maximum":1,"minimum":-1,"name":"b"},{"maximum":2,"minimum":0,"name":"c"}],"label":"y","offset":0,"scale":1}""",
            canonical);
    }

    [Fact]
    public void Canonical_DefaultsWrittenOutOrNot_AreTheSame()
    {
        var brief = Parse("""{"features":[{"name":"a","minimum":0,"maximum":1},{"name":"b","type":"category","categories":["x","y"]}],"label":"y","classes":["0","1"]}""");
        var spelled = Parse("""
            {"features":[{"name":"a","minimum":0,"maximum":1,"type":"number","missing":"refuse","outside":"refuse"},
            {"name":"b","type":"category","categories":["x","y"],"encoding":"one-hot"}],"label":"y","classes":["0","1"],"unlabelled":false}
            """);

        Assert.Equal(brief, spelled);
        Assert.Equal(RunPlanFile.Hash(brief), RunPlanFile.Hash(spelled));
        Assert.Equal(3, brief.Data.Width);
    }

    [Theory]
    [InlineData("""{"features":[{"name":"a","minimum":0,"maximum":1,"missing":"constant","missingValue":0.5,"mean":0.4,"deviation":0.2},{"name":"b","type":"category","categories":["x","y"],"missing":"zeros","outside":"zeros"}],"scaling":{"kind":"standard","run":"asked","answer":"0101010101010101010101010101010101010101010101010101010101010101"},"target":{"name":"t","minimum":0,"maximum":9,"mean":1,"deviation":2}}""")]
    [InlineData("""{"text":{"field":"note","tokenizer":"word","length":3,"vocabularyHash":"0101010101010101010101010101010101010101010101010101010101010101","vocabularySize":9,"lowercase":false,"stopWordList":"english","stopWords":["x"]},"label":"y","classes":["0","1"]}""")]
    [InlineData("""{"text":{"tokenizer":"byte","length":2,"stride":2},"validation":{"fraction":0.1,"seed":7},"identifier":"id","cleaning":{"dropDuplicates":true,"onePerIdentifier":true}}""")]
    [InlineData("""{"unlabelled":true,"scaling":{"kind":"none"}}""")]
    public void Parse_EveryMember_ReadsWritesAndComparesByWhatItHolds(string data)
    {
        var plan = Parse(data);
        var again = RunPlanFile.Parse(Encoding.UTF8.GetString(RunPlanFile.Canonical(plan)) + " ");

        Assert.Equal(plan.Data, again.Data);
        Assert.Equal(plan.Data.GetHashCode(), again.Data.GetHashCode());
        Assert.NotEqual(plan.Data, new());
        Assert.Equal(RunPlanFile.Hash(plan), RunPlanFile.Hash(again));
    }

    [Theory]
    [InlineData("""{"features":[{"name":"a","minimum":1,"maximum":1}]}""", "data.features[a] is 1..1", "minimum below")]
    [InlineData("""{"features":[{"name":"a","type":"date"}]}""", "data.features[a].type is 'date'", "number, integer or category")]
    [InlineData("""{"features":[{"name":" a","minimum":0,"maximum":1}]}""", "data.features[ a].name is ' a'", "without blanks")]
    [InlineData("""{"features":[{"name":"a","type":"category"}]}""", "data.features[a].categories is empty", "texts that differ")]
    [InlineData("""{"features":[{"name":"a","type":"category","categories":["x","x"]}]}""", "data.features[a].categories", "differ")]
    [InlineData("""{"features":[{"name":"a","type":"category","categories":["x"],"maximum":3}]}""", "a category with a range", "number and integer only")]
    [InlineData("""{"features":[{"name":"a","type":"category","categories":["x"],"encoding":"index","missing":"zeros"}]}""", "data.features[a].missing is 'zeros'", "encoding one-hot")]
    [InlineData("""{"features":[{"name":"a","minimum":0,"maximum":1,"categories":["x"]}]}""", "a number with categories", "type category only")]
    [InlineData("""{"features":[{"name":"a","minimum":0,"maximum":1,"missing":"mean"}]}""", "data.features[a].missing is 'mean'", "fed query standardise")]
    [InlineData("""{"features":[{"name":"a","minimum":0,"maximum":1,"missing":"constant"}]}""", "data.features[a].missingValue is absent", "together with missing")]
    [InlineData("""{"features":[{"name":"a","minimum":0,"maximum":1,"missing":"constant","missingValue":2}]}""", "data.features[a].missingValue is 2", "within the range")]
    [InlineData("""{"features":[{"name":"a","minimum":0,"maximum":1,"outside":"wrap"}]}""", "data.features[a].outside is 'wrap'", "refuse or clip")]
    [InlineData("""{"features":[{"name":"a","minimum":0,"maximum":1},{"name":"a","minimum":0,"maximum":1},{"name":"c","minimum":0,"maximum":1}]}""", "names the column 'a' twice", "one place")]
    [InlineData("""{"features":[{"name":"y","minimum":0,"maximum":1},{"name":"b","minimum":0,"maximum":1},{"name":"c","minimum":0,"maximum":1}],"label":"y"}""", "names the column 'y' twice", "read its answer")]
    [InlineData("""{"classes":["0","0"]}""", "data.classes", "differ")]
    [InlineData("""{"target":{"name":"t","minimum":0,"maximum":1},"label":"y"}""", "data.target is given beside", "one of the two")]
    [InlineData("""{"unlabelled":true,"label":"y"}""", "data.unlabelled is true beside", "left out")]
    [InlineData("""{"scaling":{"kind":"local"}}""", "data.scaling.kind is 'local'", "charged query: 'fed query standardise'")]
    [InlineData("""{"scaling":{"kind":"standard"}}""", "'standard' without data.features", "data.offset")]
    [InlineData("""{"scaling":{"kind":"standard"},"features":[{"name":"a","minimum":0,"maximum":1,"mean":0.5}]}""", "'a' has no mean and deviation", "both of every number")]
    [InlineData("""{"scaling":{"kind":"range"},"features":[{"name":"a","minimum":0,"maximum":1,"mean":0.5,"deviation":0.1}]}""", "'range' beside means", "'standard', or none of them")]
    [InlineData("""{"scaling":{"kind":"standard"},"features":[{"name":"a","minimum":0,"maximum":1,"mean":1.5,"deviation":0.1}]}""", "data.features[a].mean is 1.5", "within the range")]
    [InlineData("""{"scaling":{"kind":"standard"},"features":[{"name":"a","minimum":0,"maximum":1,"mean":0.5,"deviation":0}]}""", "data.features[a].deviation is 0", "above 0")]
    [InlineData("""{"scaling":{"kind":"none","run":"asked"}}""", "half of run and answer", "both")]
    [InlineData("""{"validation":{"fraction":0.6}}""", "data.validation.fraction is 0.6", "at most 0.5")]
    [InlineData("""{"cleaning":{"onePerIdentifier":true}}""", "data.cleaning.onePerIdentifier", "whom a record is about")]
    [InlineData("""{"text":{"tokenizer":"word","length":3}}""", "data.text.vocabulary is absent", "would publish their words. Make one of public text with 'fed data vocabulary'")]
    [InlineData("""{"text":{"tokenizer":"byte","length":3,"lowercase":false}}""", "byte beside members of words", "word only")]
    [InlineData("""{"text":{"tokenizer":"subword","length":3}}""", "data.text.tokenizer is 'subword'", "byte or word")]
    [InlineData("""{"text":{"tokenizer":"byte","length":4}}""", "data.text.length is 4", "model input = 3")]
    [InlineData("""{"text":{"tokenizer":"byte","length":3,"stride":4}}""", "data.text.stride is 4", "1 to data.text.length")]
    [InlineData("""{"text":{"tokenizer":"byte","length":3},"label":"y"}""", "data.text.field is absent", "holds the text")]
    [InlineData("""{"text":{"tokenizer":"byte","length":3},"scale":2}""", "data.scale", "not measures")]
    [InlineData("""{"text":{"tokenizer":"word","length":3,"vocabulary":["a"],"stopWordList":"german"}}""", "data.text.stopWordList is 'german'", "data.text.stopWords")]
    public void Parse_WhatCannotBe_NamesTheMemberAndWhatIsWanted(string data, string got, string wanted)
    {
        var refusal = Assert.Throws<FederatedException>(() => Parse(data, inputs: data.Contains("\"c\"", StringComparison.Ordinal) || data.Contains("text", StringComparison.Ordinal) ? 3 : 1));

        Assert.Equal(ErrorCodes.PlanInvalid, refusal.Code);
        Assert.StartsWith("In the plan, data", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(got, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(wanted, refusal.Message[refusal.Message.IndexOf("; wanted", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public void Text_CountsItsTokens()
    {
        Assert.Equal(5, Parse(Text).Data.Text!.TokenCount);
        Assert.Equal(259, new TextPlan { Tokenizer = TextPlan.ByteTokenizer, Length = 1 }.TokenCount);
    }

    /// <summary>Rows of language models hold one token more than their inputs: the one that comes last.</summary>
    [Fact]
    public void Text_ForALanguageModel_FillsAModelOfOneInputMore()
    {
        Assert.Equal(3, Parse("""{"text":{"tokenizer":"byte","length":2}}""").Model.Inputs);
        Assert.Equal(3, Parse("""{"text":{"field":"note","tokenizer":"byte","length":3},"label":"y","classes":["0","1"]}""").Model.Inputs);

        var refusal = Assert.Throws<FederatedException>(() => Parse("""{"text":{"tokenizer":"byte","length":3}}"""));
        Assert.Contains("one less for a language model", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_OfAModelWithOneSigmoidOutput_AreTwo()
    {
        const string Data = """{"label":"y","classes":["no","yes"]}""";
        Assert.Equal(2, RunPlanFile.Parse(Plan(Data, 3, outputs: 1, """{"loss":"binary-cross-entropy"}""")).Data.Classes.Length);
        Assert.Equal(2, Parse(Data).Data.Classes.Length);

        var refusal = Assert.Throws<FederatedException>(() => Parse("""{"label":"y","classes":["no","yes","maybe"]}"""));
        Assert.Contains("data.classes is 3 classes", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Query_WithMoreThanLabelAndClasses_IsRefused()
    {
        var refusal = Assert.Throws<FederatedException>(() => RunPlanFile.Parse(
            """{"name":"q","query":{"statistics":[{"kind":"count"}]},"data":{"identifier":"id"},"privacy":{"mode":"none"},"cohort":{"size":1,"quorum":1},"rounds":1}"""));
        Assert.Contains("data, but for label and classes", refusal.Message, StringComparison.Ordinal);
    }

    private static RunPlan Parse(string data, int inputs = 3) => RunPlanFile.Parse(Plan(data, inputs, outputs: 2, "{}"));

    private static string Plan(string data, int inputs, int outputs, string training) =>
        $$$"""{"name":"tiny","model":{"kind":"logistic","inputs":{{{inputs}}},"outputs":{{{outputs}}}},"data":{{{data}}},"training":{{{training}}},"privacy":{"mode":"none"},"cohort":{"size":3,"quorum":2},"rounds":5}""";
}
