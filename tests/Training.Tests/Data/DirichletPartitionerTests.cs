using Federated.Domain.Errors;
using Federated.Training.Data;
using Federated.Training.Randomness;

namespace Federated.Training.Tests.Data;

public sealed class DirichletPartitionerTests : IDisposable
{
    private readonly TestFiles files = new();

    public void Dispose() => files.Dispose();

    public static TheoryData<int, int, double, ulong> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, double, ulong>();
            foreach (var (examples, shares) in new[] { (1, 1), (5, 5), (100, 3), (1000, 20), (3000, 5) })
            {
                foreach (var alpha in new[] { 0.001, 0.1, 0.5, 5, 1e6 }) cases.Add(examples, shares, alpha, (ulong)examples * 31);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Split_IsAPartitionWithoutEmptyShares(int examples, int shares, double alpha, ulong seed)
    {
        var labels = Labels(examples);
        var split = DirichletPartitioner.Split(labels, shares, alpha, seed);

        Assert.Equal(shares, split.Length);
        Assert.All(split, share => Assert.NotEmpty(share));
        Assert.All(split, share => Assert.Equal(share.Order(), share));
        Assert.Equal(Enumerable.Range(0, examples), split.SelectMany(share => share).Order());
        Assert.Equal(split, DirichletPartitioner.Split(labels, shares, alpha, seed));
    }

    [Fact]
    public void Split_OtherSeed_IsAnotherPartition() =>
        Assert.NotEqual(DirichletPartitioner.Split(Labels(500), 5, 0.5, 1), DirichletPartitioner.Split(Labels(500), 5, 0.5, 2));

    [Fact]
    public void Split_LargeAlpha_IsEven_AndSmallAlphaIsNot()
    {
        var labels = Labels(10_000);
        var even = DirichletPartitioner.Split(labels, 5, 1e6, 3);
        Assert.All(even, share => Assert.InRange(share.Length, 1900, 2100));
        var skewed = DirichletPartitioner.Split(labels, 5, 0.05, 3);
        Assert.Contains(skewed, share => share.GroupBy(i => labels[i]).Max(g => g.Count()) > 0.5 * share.Length);
    }

    [Fact]
    public void Split_ImpossibleWishes_AreRefused()
    {
        TestFiles.Fails(ErrorCodes.DataMismatch, () => DirichletPartitioner.Split([0, 1], 3, 0.5, 0), "3 shares", "2 examples");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => DirichletPartitioner.Split([0, 1], 0, 0.5, 0), "0 shares");
        foreach (var alpha in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            TestFiles.Fails(ErrorCodes.PlanInvalid, () => DirichletPartitioner.Split([0, 1], 1, alpha, 0), "alpha");
    }

    [Fact]
    public void ShareWriter_GivesEachShareItsOwnFiles()
    {
        var data = new Dataset([.. Enumerable.Range(0, 40).Select(i => (float)i)], 2, Labels(20));
        var shares = DirichletPartitioner.Split(data.Labels.Span, 3, 0.5, 7);
        string[] directories = [.. Enumerable.Range(0, 3).Select(i => Path.Combine(files.Root, $"node-{i}"))];
        var options = new CsvDatasetOptions { Features = [new("a"), new("b")], LabelColumn = "y", Classes = [.. Enumerable.Range(0, 10).Select(i => $"c{i}")] };

        ShareWriter.WriteIdx(data, shares, directories, 1, 2);
        ShareWriter.WriteCsv(data, shares, directories, options);

        for (var i = 0; i < shares.Length; i++)
        {
            var wanted = data.Take(shares[i]);
            var idx = IdxReader.Read(Path.Combine(directories[i], ShareWriter.ImagesFile), Path.Combine(directories[i], ShareWriter.LabelsFile), 10);
            var csv = CsvDatasetReader.Read(Path.Combine(directories[i], ShareWriter.CsvFile), options);
            Assert.Equal(wanted.Features.ToArray(), idx.Features.ToArray());
            Assert.Equal(wanted.Labels.ToArray(), idx.Labels.ToArray());
            Assert.Equal(wanted.Features.ToArray(), csv.Features.ToArray());
            Assert.Equal(wanted.Labels.ToArray(), csv.Labels.ToArray());
        }
    }

    private static long[] Labels(int count)
    {
        var random = new DeterministicRandom(9);
        var labels = new long[count];
        for (var i = 0; i < count; i++) labels[i] = random.NextBelow(10);
        return labels;
    }
}
