using Federated.Domain.Errors;

namespace Federated.Training.Data;

/// <summary>Examples in memory: features float32 [n, d] in row-major order, labels [n]. Immutable.</summary>
public sealed class Dataset
{
    private readonly float[] features;
    private readonly long[] labels;

    /// <param name="features">n x d values, row-major; taken over, not copied.</param>
    /// <param name="featureCount">d, at least 1.</param>
    /// <param name="labels">n class numbers, not negative; taken over, not copied.</param>
    /// <exception cref="FederatedException">The lengths do not fit, or a label is negative (<see cref="ErrorCodes.DataMismatch"/>).</exception>
    public Dataset(float[] features, int featureCount, long[] labels)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        if (featureCount < 1)
            throw Mismatch($"got {featureCount} features, wanted at least 1");
        if (features.Length != (long)labels.Length * featureCount)
            throw Mismatch($"got {features.Length} feature values, wanted {labels.Length} labels x {featureCount} features = {(long)labels.Length * featureCount}");
        foreach (var label in labels)
        {
            if (label < 0) throw Mismatch("got a negative label, wanted class numbers from 0");
            LargestLabel = Math.Max(LargestLabel, label);
        }
        this.features = features;
        this.labels = labels;
        FeatureCount = featureCount;
    }

    /// <summary>n, the number of examples.</summary>
    public int Count => labels.Length;

    /// <summary>d, the number of features of an example.</summary>
    public int FeatureCount { get; }

    /// <summary>The largest label present, -1 without examples.</summary>
    public long LargestLabel { get; } = -1;

    /// <summary>All features, [n, d] row-major.</summary>
    public ReadOnlyMemory<float> Features => features;

    /// <summary>All labels, [n].</summary>
    public ReadOnlyMemory<long> Labels => labels;

    /// <summary>The array behind <see cref="Features"/>, for torch, which copies from it.</summary>
    internal float[] FeatureArray => features;

    /// <summary>The array behind <see cref="Labels"/>, for torch, which copies from it.</summary>
    internal long[] LabelArray => labels;

    /// <summary>The d features of one example.</summary>
    public ReadOnlySpan<float> Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return features.AsSpan(index * FeatureCount, FeatureCount);
    }

    /// <summary>A copy of some examples, in the order of the indices; an index may come more than once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is not of this dataset.</exception>
    public Dataset Take(ReadOnlySpan<int> indices)
    {
        var taken = new float[checked(indices.Length * FeatureCount)];
        var takenLabels = new long[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            Row(indices[i]).CopyTo(taken.AsSpan(i * FeatureCount));
            takenLabels[i] = labels[indices[i]];
        }
        return new Dataset(taken, FeatureCount, takenLabels);
    }

    private static FederatedException Mismatch(string what) => new(ErrorCodes.DataMismatch, $"The dataset does not fit together: {what}.");
}
