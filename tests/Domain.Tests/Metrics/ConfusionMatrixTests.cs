using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Errors;
using Federated.Domain.Metrics;

namespace Federated.Domain.Tests.Metrics;

public sealed class ConfusionMatrixTests
{
    private const double Tolerance = 1e-12;

    private static Gen<(int Actual, int Predicted)[]> Pairs(int classes) =>
        (from actual in Gen.Choose(0, classes - 1) from predicted in Gen.Choose(0, classes - 1) select (actual, predicted)).ArrayOf();

    [Fact]
    public void Figures_OfReferenceCases_AreThoseOfScikitLearn()
    {
        var cases = MetricCases.Read("classification");
        Assert.Equal(4, cases.Count);
        Assert.All(cases, c =>
        {
            var (classes, labels, logits) = (c.Integer("classes"), c.Integers("labels"), Array.ConvertAll(c.Numbers("logits"), value => (float)value));
            int[] predicted = [.. labels.Select((_, i) => ClassOutputs.Predicted(logits.AsSpan(i * classes, classes)))];

            var matrix = ConfusionMatrix.Of(classes, labels, predicted);

            Assert.Equal(c.Numbers("confusion"), matrix.Cells);
            Assert.Equal(c.Number("accuracy"), matrix.Accuracy, Tolerance);
            Assert.Equal(c.Number("balanced_accuracy"), matrix.BalancedAccuracy, Tolerance);
            Assert.Equal(c.Number("matthews"), matrix.MatthewsCorrelation, Tolerance);
            for (var label = 0; label < classes; label++)
            {
                var of = matrix.Of(label);
                Assert.Equal(c.Numbers("precision")[label], of.Precision, Tolerance);
                Assert.Equal(c.Numbers("recall")[label], of.Recall, Tolerance);
                Assert.Equal(c.Numbers("f1")[label], of.F1, Tolerance);
                Assert.Equal(c.Numbers("support")[label], of.Support, Tolerance);
            }

            Assert.Equal(c.Number("precision_macro"), matrix.Macro(of => of.Precision), Tolerance);
            Assert.Equal(c.Number("recall_macro"), matrix.Macro(of => of.Recall), Tolerance);
            Assert.Equal(c.Number("f1_macro"), matrix.Macro(of => of.F1), Tolerance);
            Assert.Equal(c.Number("precision_weighted"), matrix.Weighted(of => of.Precision), Tolerance);
            Assert.Equal(c.Number("recall_weighted"), matrix.Weighted(of => of.Recall), Tolerance);
            Assert.Equal(c.Number("f1_weighted"), matrix.Weighted(of => of.F1), Tolerance);
        });
    }

    [Fact]
    public void Add_OfParts_IsTheMatrixOfThePool() =>
        Prop.ForAll(Pairs(4).ToArbitrary(), Pairs(4).ToArbitrary(), (left, right) =>
            Matrix(4, left).Add(Matrix(4, right)).Equals(Matrix(4, [.. right, .. left]))).QuickCheckThrowOnFailure();

    [Fact]
    public void Ratios_OfAnyExamples_LieWithinTheirBounds() =>
        Prop.ForAll(Pairs(3).ToArbitrary(), pairs =>
        {
            var matrix = Matrix(3, pairs);
            double[] shares =
            [
                matrix.Accuracy, matrix.BalancedAccuracy, matrix.Macro(of => of.F1), matrix.Weighted(of => of.Precision),
                .. Enumerable.Range(0, 3).SelectMany(label => (double[])[matrix.Of(label).Precision, matrix.Of(label).Recall, matrix.Of(label).F1]),
            ];
            return shares.All(share => share is >= 0 and <= 1) && matrix.MatthewsCorrelation is >= -1 and <= 1
                && matrix.Total.Equals(pairs.Length) && Math.Abs(matrix.Weighted(of => of.Recall) - matrix.Accuracy) < Tolerance;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void NonNegative_OfANoisedMatrix_HasRatiosWithinZeroAndOne()
    {
        var noised = new ConfusionMatrix(2, [40.25, -1.5, -0.5, 60]);

        Assert.True(noised.Of(0).Precision > 1);
        Assert.Equal(1, noised.NonNegative().Accuracy);
        Assert.Equal<double>([40.25, 0, 0, 60], noised.NonNegative().Cells);
    }

    [Fact]
    public void Figures_OfNothing_AreZero()
    {
        var empty = ConfusionMatrix.Empty(3);

        Assert.Equal(0, empty.Total);
        Assert.Equal((0, 0, 0), (empty.Accuracy, empty.BalancedAccuracy, empty.MatthewsCorrelation));
        Assert.Equal(new ClassMetrics(0, 0, 0, 0), empty.Of(2));
        Assert.Equal(0, empty.Weighted(of => of.F1));
    }

    [Fact]
    public void Construction_OfWhatIsNoMatrix_IsRefused()
    {
        Refused(() => new ConfusionMatrix(2, [1, 2, 3]));
        Refused(() => new ConfusionMatrix(2, default));
        Refused(() => new ConfusionMatrix(1, [double.NaN]));
        Refused(() => ConfusionMatrix.Of(2, [0, 2], [0, 0]));
        Refused(() => ConfusionMatrix.Of(2, [0, 1], [0, -1]));
        Refused(() => ConfusionMatrix.Of(2, [0], [0, 1]));
        Refused(() => ConfusionMatrix.Empty(2).Add(ConfusionMatrix.Empty(3)));
    }

    private static ConfusionMatrix Matrix(int classes, (int Actual, int Predicted)[] pairs) =>
        ConfusionMatrix.Of(classes, [.. pairs.Select(pair => pair.Actual)], [.. pairs.Select(pair => pair.Predicted)]);

    private static void Refused(Action action) => Assert.Equal(ErrorCodes.DataMismatch, Assert.Throws<FederatedException>(action).Code);
}
