using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Metrics;

namespace Federated.Domain.Tests.Metrics;

public sealed class ClassOutputsTests
{
    private static Gen<float[]> Logits { get; } = Gen.Choose(-400, 400).Select(i => i / 8f).ArrayOf(5);

    [Fact]
    public void Loss_OfReferenceCases_IsThatOfScikitLearn() => Assert.All(MetricCases.Read("classification"), c =>
    {
        var (classes, labels, logits) = (c.Integer("classes"), c.Integers("labels"), Array.ConvertAll(c.Numbers("logits"), value => (float)value));
        var mean = labels.Select((label, i) => ClassOutputs.Loss(logits.AsSpan(i * classes, classes), label)).Average();

        Assert.Equal(c.Number("log_loss"), mean, 1e-9);
    });

    [Fact]
    public void Probabilities_OfAnyLogits_AddUpAndRankAsTheLogitsAndGiveTheLoss() =>
        Prop.ForAll(Logits.ToArbitrary(), Gen.Choose(0, 4).ToArbitrary(), (logits, label) =>
        {
            var probabilities = new double[5];
            ClassOutputs.Probabilities(logits, probabilities);
            return Math.Abs(probabilities.Sum() - 1) < 1e-12
                && Array.IndexOf(probabilities, probabilities.Max()) == ClassOutputs.Predicted(logits)
                && Math.Abs(ClassOutputs.Loss(logits, label) + Math.Log(probabilities[label])) < 1e-9 * (1 + ClassOutputs.Loss(logits, label));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void SingleOutput_IsTheTwoClassModelWithItsLogitAsSecond() =>
        Prop.ForAll(Gen.Choose(-300, 300).ToArbitrary(), eighths =>
        {
            var logit = eighths / 8f;
            var (one, two) = (new double[2], new double[2]);
            ClassOutputs.Probabilities([logit], one);
            ClassOutputs.Probabilities([0, logit], two);
            return ClassOutputs.Predicted([logit]) == ClassOutputs.Predicted([0, logit])
                && one.Zip(two).All(p => Math.Abs(p.First - p.Second) < 1e-15)
                && Enumerable.Range(0, 2).All(label => Math.Abs(ClassOutputs.Loss([logit], label) - ClassOutputs.Loss([0, logit], label)) < 1e-12);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Outputs_ThatAreNotFinite_HaveFiguresAllTheSame()
    {
        var probabilities = new double[3];

        ClassOutputs.Probabilities([float.NaN, 1, 1], probabilities);
        Assert.Equal([0, 0.5, 0.5], probabilities);
        Assert.Equal(1, ClassOutputs.Predicted([float.NaN, 1, 1]));

        ClassOutputs.Probabilities([float.PositiveInfinity, 5, float.NegativeInfinity], probabilities);
        Assert.Equal([1, 0, 0], probabilities);

        ClassOutputs.Probabilities([float.NaN, float.NaN, float.NaN], probabilities);
        Assert.Equal([0, 0, 0], probabilities);
        Assert.Equal(0, ClassOutputs.Predicted([float.NaN, float.NaN, float.NaN]));
        Assert.Equal(0, ClassOutputs.Predicted([float.NaN]));
        Assert.False(double.IsFinite(ClassOutputs.Loss([float.NaN, 1], 1)));
    }

    internal static double[][] Probabilities(JsonObject of)
    {
        var (classes, logits) = (of.Integer("classes"), Array.ConvertAll(of.Numbers("logits"), value => (float)value));
        return [.. Enumerable.Range(0, logits.Length / classes).Select(i =>
        {
            var probabilities = new double[classes];
            ClassOutputs.Probabilities(logits.AsSpan(i * classes, classes), probabilities);
            return probabilities;
        })];
    }
}
