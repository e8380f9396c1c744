using Federated.Domain.Errors;
using Federated.Training.Data;

namespace Federated.Training.Tests.Data;

public sealed class DatasetTests
{
    private static readonly Dataset Data = new([1, 2, 3, 4, 5, 6], 2, [0, 1, 2]);

    [Fact]
    public void Take_CopiesRowsInTheOrderGiven()
    {
        var taken = Data.Take([2, 0, 2]);
        Assert.Equal(new float[] { 5, 6, 1, 2, 5, 6 }, taken.Features.ToArray());
        Assert.Equal(new long[] { 2, 0, 2 }, taken.Labels.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => Data.Take([3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Data.Take([-1]));
    }

    [Fact]
    public void Constructor_LengthsThatDoNotFit_AreRefused()
    {
        TestFiles.Fails(ErrorCodes.DataMismatch, () => _ = new Dataset([1, 2, 3], 2, [0]), "3 feature values", "= 2");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => _ = new Dataset([], 0, []), "0 features");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => _ = new Dataset([1], 1, [-1]), "negative label");
    }

    [Fact]
    public void Targets_GoWithTheirExamples()
    {
        var data = new Dataset([1, 2, 3], 1, [0, 0, 0], [0.5f, -1, 7]);

        Assert.Equal([7, 0.5f], data.Take([2, 0]).Targets.ToArray());
        Assert.Equal([0.5f, -1, 7], FeatureScaling.Affine(1, 2).Apply(data).Targets.ToArray());
        Assert.False(Data.HasTargets);
        Assert.True(Data.Targets.IsEmpty);
        TestFiles.Fails(ErrorCodes.DataMismatch, () => _ = new Dataset([1], 1, [0], [1, 2]), "2 targets", "1 examples");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => _ = new Dataset([1], 1, [0], [float.NaN]), "not finite");
    }

    [Fact]
    public void Affine_ScalesEveryFeatureAlike() =>
        Assert.Equal(new float[] { -0.5f, 0, 0.5f, 1, 1.5f, 2 }, FeatureScaling.Affine(2, 2).Apply(Data).Features.ToArray());

    [Fact]
    public void Ranges_MapEachFeatureToTheUnitInterval()
    {
        var scaling = FeatureScaling.Ranges([new("a", 1, 5), new("b", 0, 12)]);
        Assert.Equal(new float[] { 0, 2f / 12, 0.5f, 4f / 12, 1, 0.5f }, scaling.Apply(Data).Features.ToArray());
    }

    [Fact]
    public void None_LeavesTheDataset() => Assert.Same(Data, FeatureScaling.None.Apply(Data));

    [Fact]
    public void Scaling_ThatCannotBe_IsRefused()
    {
        TestFiles.Fails(ErrorCodes.PlanInvalid, () => FeatureScaling.Columns([0, 0], [1, 1e-60]), "Column 2", "single precision");
        TestFiles.Fails(ErrorCodes.PlanInvalid, () => FeatureScaling.Columns([0], [1, 1]), "1 offsets and 2 scales");
        TestFiles.Fails(ErrorCodes.PlanInvalid, () => FeatureScaling.Affine(0, 0), "scale");
        TestFiles.Fails(ErrorCodes.PlanInvalid, () => FeatureScaling.Affine(double.NaN, 1), "offset");
        TestFiles.Fails(ErrorCodes.PlanInvalid, () => FeatureScaling.Ranges([new("a")]), "finite bounds");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => FeatureScaling.Ranges([new("a", 0, 1), new("b", 0, 1), new("c", 0, 1)]).Apply(Data), "2 features", "3 ranges");
    }
}
