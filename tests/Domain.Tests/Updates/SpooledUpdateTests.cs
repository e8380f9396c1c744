using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Tests.Models;
using Federated.Domain.Updates;

namespace Federated.Domain.Tests.Updates;

public sealed class SpooledUpdateTests
{
    private const int Count = 70_001; // Several blocks of a stage, several pieces of a fold, and a rest of each.
    private static readonly ParameterLayout Layout = ParameterLayout.Create([new("w", [Count])]);
    private static readonly UpdateExpectation Expectation = UpdateSamples.Expectation with { Layout = Layout };
    private static readonly float[] Delta = MakeDelta();
    private static readonly byte[] File = UpdateFile.Write(UpdateSamples.Metadata with { Layout = Layout.Hash }, Layout, Delta);

    [Fact]
    public void Stage_WithASpool_AnyChunking_GivesTheSameUpdateAndSum() =>
        Prop.ForAll(Gen.Choose(0, 90_000).ArrayOf().ToArbitrary(), chunks =>
        {
            using var spool = new MemorySpool();
            var (inMemory, spooled) = (Stage(null, chunks), Stage(spool, chunks));
            return spooled.IsSpooled && !inMemory.IsSpooled && spooled.Hash == inMemory.Hash && spooled.Count == Count
                && spooled.Largest == inMemory.Largest && spool.Values.SequenceEqual(Delta)
                && Sum(spooled).SequenceEqual(Sum(inMemory)) && Sum(spooled).SequenceEqual(SumOfValues());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void Largest_IsTheLargestSize() => Assert.Equal(Delta.Max(MathF.Abs), Stage(null).Largest);

    [Fact]
    public void Values_OfASpooledUpdate_Throw() => Assert.Throws<InvalidOperationException>(() => Stage(new MemorySpool()).Values);

    [Fact]
    public void Dispose_ForgetsTheSpool()
    {
        var spool = new MemorySpool();
        Stage(spool).Dispose();

        Assert.True(spool.IsDisposed);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(7.5f)]
    public void Fold_SpoolThatHoldsOtherNumbers_IsRefusedAndTheSumWithIt(float other)
    {
        var spool = new MemorySpool();
        var update = Stage(spool);
        spool.Values[65_000] = other;
        var sum = new ExactAccumulator(Count, new(36));

        Refusal.Of(ErrorCodes.StorageCorrupt, () => sum.Fold(update));
        Assert.Throws<InvalidOperationException>(() => sum.Fold(Stage(null)));
        Assert.Throws<InvalidOperationException>(() => sum.ToPartial());
    }

    [Fact]
    public void Fold_StagedUpdateThatMightOverflow_IsRefusedAndChangesNothing()
    {
        var sum = new ExactAccumulator(Count, new(60));
        sum.Fold(Stage(null));
        sum.Fold(Stage(null));
        var before = sum.ToPartial().ToBytes();

        Refusal.Of(ErrorCodes.AggregationOverflow, () => sum.Fold(Stage(null)));
        Assert.Equal(before, sum.ToPartial().ToBytes());
    }

    private static StagedUpdate Stage(IUpdateSpool? spool, params int[] chunks)
    {
        using var stage = new UpdateStage(Expectation, spool);
        var file = File.AsSpan();
        foreach (var chunk in chunks)
        {
            var taken = Math.Min(chunk, file.Length);
            stage.Append(file[..taken]);
            file = file[taken..];
        }

        stage.Append(file);
        return stage.Complete();
    }

    private static long[] Sum(StagedUpdate update)
    {
        var sum = new ExactAccumulator(Count, new(36));
        sum.Fold(update);
        return sum.ToPartial().Sums.ToArray();
    }

    private static long[] SumOfValues() => [.. Delta.Select(value => new FixedPointFormat(36).Quantize(value, UpdateSamples.Metadata.WeightUnits))];

    private static float[] MakeDelta()
    {
        var random = new SeededRandom(9);
        return [.. Enumerable.Range(0, Count).Select(_ => (float)((random.NextDouble() * 14) - 7))];
    }
}
