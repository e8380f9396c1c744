using Federated.Domain.Errors;

namespace Federated.Training.Data;

/// <summary>
/// A fixed, public scaling of features: constants of the plan, never statistics of anyone's data, so that it costs no
/// privacy budget and is the same at every partner. x' = (x - offset) / scale, for each feature.
/// </summary>
public sealed class FeatureScaling
{
    private readonly float[] offsets;
    private readonly float[] scales;

    private FeatureScaling(float[] offsets, float[] scales)
    {
        this.offsets = offsets;
        this.scales = scales;
    }

    /// <summary>Leaves features as they are.</summary>
    public static FeatureScaling None { get; } = new([0], [1]);

    /// <summary>The same offset and scale for every feature.</summary>
    /// <param name="offset">Finite, in the unit of the features.</param>
    /// <param name="scale">Finite and not zero.</param>
    /// <exception cref="FederatedException">A constant is out of range (<see cref="ErrorCodes.PlanInvalid"/>).</exception>
    public static FeatureScaling Affine(double offset, double scale)
    {
        if (!float.IsFinite((float)offset) || !float.IsNormal((float)scale))
            throw new FederatedException(ErrorCodes.PlanInvalid, $"The affine scaling has offset {offset} and scale {scale}; wanted finite numbers and a scale that is not zero.");
        return new([(float)offset], [(float)scale]);
    }

    /// <summary>Each feature from its declared range to [0, 1].</summary>
    /// <param name="features">With finite ranges, in the order of the dataset's features.</param>
    /// <exception cref="FederatedException">A range is empty or not finite (<see cref="ErrorCodes.PlanInvalid"/>).</exception>
    public static FeatureScaling Ranges(IReadOnlyList<FeatureColumn> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        foreach (var feature in features)
        {
            feature.Validate();
            if (!float.IsFinite((float)feature.Minimum) || !float.IsNormal((float)(feature.Maximum - feature.Minimum)))
                throw new FederatedException(ErrorCodes.PlanInvalid, $"Feature '{feature.Name}' has the range {feature.Minimum} to {feature.Maximum}; scaling to [0, 1] wants finite bounds. Declare them.");
        }
        return new([.. features.Select(f => (float)f.Minimum)], [.. features.Select(f => (float)(f.Maximum - f.Minimum))]);
    }

    /// <summary>An offset and a scale for each column of a dataset.</summary>
    /// <param name="offsets">Finite.</param>
    /// <param name="scales">Finite and not zero, as many.</param>
    /// <exception cref="FederatedException">A constant is out of range (<see cref="ErrorCodes.PlanInvalid"/>).</exception>
    public static FeatureScaling Columns(IReadOnlyList<double> offsets, IReadOnlyList<double> scales)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        ArgumentNullException.ThrowIfNull(scales);
        if (offsets.Count == 0 || offsets.Count != scales.Count)
            throw new FederatedException(ErrorCodes.PlanInvalid, $"Got {offsets.Count} offsets and {scales.Count} scales, wanted one of each for every column.");
        for (var i = 0; i < offsets.Count; i++)
        {
            if (!float.IsFinite((float)offsets[i]) || !float.IsNormal((float)scales[i]))
                throw new FederatedException(ErrorCodes.PlanInvalid, FormattableString.Invariant($"Column {i + 1} has offset {offsets[i]} and scale {scales[i]}; wanted finite numbers and a scale that is not zero in single precision. Choose another unit."));
        }
        return new([.. offsets.Select(value => (float)value)], [.. scales.Select(value => (float)value)]);
    }

    /// <summary>A scaled copy of a dataset; labels and targets are kept.</summary>
    /// <exception cref="FederatedException">Ranges were declared for another number of features (<see cref="ErrorCodes.DataMismatch"/>).</exception>
    public Dataset Apply(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (ReferenceEquals(this, None)) return dataset;
        if (offsets.Length != 1 && offsets.Length != dataset.FeatureCount)
            throw new FederatedException(ErrorCodes.DataMismatch, $"The data has {dataset.FeatureCount} features, the scaling declares {offsets.Length} ranges. Declare one range per feature.");
        var scaled = new float[dataset.FeatureArray.Length];
        for (int i = 0, feature = 0; i < scaled.Length; i++)
        {
            scaled[i] = (dataset.FeatureArray[i] - offsets[feature]) / scales[feature];
            if (++feature == offsets.Length) feature = 0;
        }
        return new Dataset(scaled, dataset.FeatureCount, dataset.LabelArray, dataset.TargetArray);
    }
}
