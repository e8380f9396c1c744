using Federated.Domain.Errors;
using Federated.Domain.Plans;

namespace Federated.Domain.Tests.Plans;

public sealed class TrainingRulesTests
{
    private const string Logistic = """{"kind":"logistic","inputs":4,"outputs":2}""";
    private const string Gan = """{"kind":"gan","inputs":6,"latent":2,"hidden":[4]}""";
    private const string Normed = """{"kind":"cnn","shape":[1,8,8],"channels":[4],"outputs":2,"normalization":"batch"}""";
    private const string PartnerCentral = """{"mode":"partner-central","delta":1e-5,"clipNorm":1,"noiseMultiplier":1,"acceptUseless":true}""";
    private const string RecordLocal = """{"mode":"record-local","delta":1e-5,"clipNorm":1,"noiseMultiplier":1,"samplingRate":0.1,"partnerExamples":{"a":100}}""";

    public static TheoryData<string, string, string> Refused => new()
    {
        { Logistic, """{"optimizer":"lion"}""", "training.optimizer is lion; wanted one of sgd, adam, adamw, rmsprop, adagrad" },
        { Logistic, """{"optimizer":"adamw","momentum":0.9}""", "0 with adamw" },
        { Logistic, """{"nesterov":true}""", "training.nesterov" },
        { Logistic, """{"accumulationSteps":0}""", "training.accumulationSteps is 0" },
        { Logistic, """{"clipGradientNorm":0}""", "training.clipGradientNorm is 0" },
        { Logistic, """{"schedule":{"kind":"staircase"}}""", "training.schedule.kind is staircase" },
        { Logistic, """{"schedule":{"kind":"step","every":2}}""", "training.schedule.factor is absent" },
        { Logistic, """{"schedule":{"kind":"cosine","every":2}}""", "only 'step' has it" },
        { Logistic, """{"schedule":{"kind":"linear","warmup":5}}""", "less than the 5 rounds" },
        { Logistic, """{"earlyStopping":{"patience":1}}""", "data.validation" },
        { Logistic, """{"negatives":2}""", "absent without a 'recommender' model" },
        { Logistic, """{"loss":"next-token"}""", "a 'logistic' model is trained with cross-entropy" },
        { Logistic, """{"loss":"binary-cross-entropy"}""", "[1], one logit" },
        { """{"kind":"recommender","users":3,"items":4,"factors":2}""", """{"negatives":2,"loss":"huber"}""", "pairs that nobody rated have no rating" },
        { Gan, """{"proximalMu":0.1}""", "training.proximalMu" },
        { Gan, """{"accumulationSteps":2}""", "training.accumulationSteps" },
    };

    public static TheoryData<string, string, string> RefusedInPrivate => new()
    {
        { PartnerCentral, Normed, "{}" },
        { RecordLocal, Normed, "{}" },
        { RecordLocal, """{"kind":"mlp","inputs":4,"hidden":[3],"outputs":2,"dropout":0.5}""", "{}" },
        { RecordLocal, Gan, "{}" },
        { RecordLocal, Logistic, """{"schedule":{"kind":"linear"}}""" },
        { RecordLocal, Logistic, """{"accumulationSteps":2}""" },
        { RecordLocal, Logistic, """{"clipGradientNorm":1}""" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Training_OutOfRange_IsRefusedWithTheMember(string model, string training, string text)
    {
        var refusal = Assert.Throws<FederatedException>(() => RunPlanFile.Parse(ModelZooTests.Plan(model, training)));
        Assert.Equal(ErrorCodes.PlanInvalid, refusal.Code);
        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(RefusedInPrivate))]
    public void PrivateMode_WhatItsPromiseDoesNotCover_IsRefusedWithTheReason(string privacy, string model, string training)
    {
        var refusal = Assert.Throws<FederatedException>(() => RunPlanFile.Parse(ModelZooTests.Plan(model, training, privacy)));
        Assert.Equal(ErrorCodes.PlanIncompatible, refusal.Code);
        Assert.Contains("because", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EarlyStopping_InPartnerCentral_IsRefused()
    {
        const string Data = ""","data":{"validation":{"fraction":0.2}}""";
        _ = RunPlanFile.Parse(ModelZooTests.Plan(Logistic, """{"earlyStopping":{"patience":1}}""", more: Data));
        var refusal = Assert.Throws<FederatedException>(() => RunPlanFile.Parse(ModelZooTests.Plan(Logistic, """{"earlyStopping":{"patience":1}}""", PartnerCentral, Data)));
        Assert.Contains("training.earlyStopping must be absent", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""","strategy":{"kind":"server-adam","learningRate":0.1}""", "fedavg")]
    [InlineData(""","codec":{"update":["int8"]}""", "float32")]
    public void BatchNormalization_WhereVariancesCouldTurnNegative_IsRefused(string more, string wanted)
    {
        var refusal = Assert.Throws<FederatedException>(() => RunPlanFile.Parse(ModelZooTests.Plan(Normed, more: more)));
        Assert.Contains(wanted, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("negative", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("constant", null, null, new[] { 1.0, 1, 1, 1 })]
    [InlineData("step", null, null, new[] { 1, 1, 0.5, 0.5 })]
    [InlineData("linear", 0.2, null, new[] { 1, 0.8, 0.6, 0.4 })]
    [InlineData("cosine", null, null, new[] { 1, 0.853553390593, 0.5, 0.146446609407 })]
    [InlineData("cosine", 0.5, 2, new[] { 1.0 / 3, 2.0 / 3, 1, 0.75 })]
    public void Schedule_Factors_AreTheFormulas(string kind, double? floor, int? warmup, double[] factors)
    {
        var schedule = new LearningRatePlan { Kind = kind, Floor = floor, Warmup = warmup, Every = kind == "step" ? 2 : null, Factor = kind == "step" ? 0.5 : null };
        for (var i = 0; i < factors.Length; i++)
            Assert.Equal(factors[i], schedule.FactorAt(i, factors.Length), 1e-10);
        Assert.Throws<ArgumentOutOfRangeException>(() => schedule.FactorAt(4, 4));
    }
}
