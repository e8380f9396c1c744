using Federated.Domain.Errors;

namespace Federated.Training.Data;

/// <summary>
/// Examples in memory: features float32 [n, d] in row-major order, labels [n], and real targets [n] where a number is to be predicted.
/// Token numbers stand among the features as they are: float32 holds whole numbers exactly up to 2^24. Immutable.
/// </summary>
public sealed class Dataset
{
    private readonly float[] features;
    private readonly long[] labels;
    private readonly float[]? targets;

    /// <param name="features">n x d values, row-major; taken over, not copied.</param>
    /// <param name="featureCount">d, at least 1.</param>
    /// <param name="labels">n class numbers, not negative, zeros where there are no classes; taken over, not copied.</param>
    /// <param name="targets">n finite numbers to be predicted, or null; taken over, not copied.</param>
    /// <exception cref="FederatedException">The lengths do not fit, a label is negative, or a target is not finite (<see cref="ErrorCodes.DataMismatch"/>).</exception>
    public Dataset(float[] features, int featureCount, long[] labels, float[]? targets = null)
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
        if (targets is not null && targets.Length != labels.Length)
            throw Mismatch($"got {targets.Length} targets, wanted one for each of {labels.Length} examples");
        if (targets is not null && !Array.TrueForAll(targets, float.IsFinite))
            throw Mismatch("got a target that is not finite, wanted numbers");
        this.features = features;
        this.labels = labels;
        this.targets = targets;
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

    /// <summary>True where a number is to be predicted.</summary>
    public bool HasTargets => targets is not null;

    /// <summary>All targets, [n]; empty where there are none.</summary>
    public ReadOnlyMemory<float> Targets => targets;

    /// <summary>The array behind <see cref="Features"/>, for torch, which copies from it.</summary>
    internal float[] FeatureArray => features;

    /// <summary>The array behind <see cref="Labels"/>, for torch, which copies from it.</summary>
    internal long[] LabelArray => labels;

    /// <summary>The array behind <see cref="Targets"/>, for torch, which copies from it; null where there are none.</summary>
    internal float[]? TargetArray => targets;

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
        var takenTargets = targets is null ? null : new float[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            Row(indices[i]).CopyTo(taken.AsSpan(i * FeatureCount));
            takenLabels[i] = labels[indices[i]];
            if (takenTargets is not null) takenTargets[i] = targets![indices[i]];
        }
        return new Dataset(taken, FeatureCount, takenLabels, takenTargets);
    }

    private static FederatedException Mismatch(string what) => new(ErrorCodes.DataMismatch, $"The dataset does not fit together: {what}.");
}
