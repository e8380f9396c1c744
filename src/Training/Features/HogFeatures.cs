using System.Runtime.Intrinsics;
using Federated.Domain.Errors;
using Federated.Training.Data;

namespace Federated.Training.Features;

/// <summary>
/// The public feature map <c>hog</c> for grey images of 28 x 28: how strong the edges of 8 orientations are in each of 7 x 7
/// cells of 4 x 4 pixels, and how bright the cell is; 441 values (after Dalal and Triggs, "Histograms of Oriented Gradients for
/// Human Detection", 2005; hand-made features for private learning: Tramer and Boneh, arXiv 2011.11660).
/// </summary>
/// <remarks>
/// Everything here is a constant, so the map costs no privacy budget and is the same at every partner, to the bit on every
/// machine: it uses only operations that IEEE 754 rounds in one way. For a pixel with gradient (gx, gy), central differences
/// with the border repeated, and its length m, orientation k, at k 22.5 degrees, gets
/// max(0, |gx cos + gy sin| - m cos 22.5) / (1 - cos 22.5): all of m along k, nothing from 22.5 degrees on, so that a direction
/// between two orientations is shared by them and light on dark counts as dark on light. A cell's value is the root of its
/// mean, which evens out contrast, then centred and scaled; its brightness is its mean, centred and scaled.
/// </remarks>
public static class HogFeatures
{
    /// <summary>The name in plans.</summary>
    public const string Name = "hog";

    /// <summary>Pixels of a row and of a column.</summary>
    public const int Side = 28;

    /// <summary>Pixels of a cell's row and column.</summary>
    public const int CellSide = 4;

    /// <summary>Orientations, half a turn in equal parts.</summary>
    public const int Orientations = 8;

    /// <summary>Values of a cell: its orientations, then its brightness.</summary>
    public const int ValuesPerCell = Orientations + 1;

    /// <summary>Values of an image, cells row by row.</summary>
    public const int Count = CellsPerSide * CellsPerSide * ValuesPerCell;

    /// <summary>Taken off the root of an orientation's mean.</summary>
    public const float EdgeOffset = 0.15f;

    /// <summary>Then multiplied with.</summary>
    public const float EdgeScale = 4;

    /// <summary>Taken off a cell's brightness, 0 to 1.</summary>
    public const float BrightnessOffset = 0.286f;

    /// <summary>Then multiplied with.</summary>
    public const float BrightnessScale = 2.8f;

    private const int CellsPerSide = Side / CellSide;
    private const int Stride = Side + 2;

    // cos and sin of k 22.5 degrees; constants, because a library's functions differ in the last bit from machine to machine.
    private const float C0 = 1, C1 = 0.92387953f, C2 = 0.70710678f, C3 = 0.38268343f, C4 = 0;
    private static readonly float[] Cosines = [C0, C1, C2, C3, C4, -C3, -C2, -C1];
    private static readonly float[] Sines = [C4, C3, C2, C1, C0, C1, C2, C3];

    /// <summary>The features of every image.</summary>
    /// <param name="images">Of 28 x 28 = 784 features, row by row.</param>
    /// <param name="white">The pixel value that is white; black is 0. Default 255.</param>
    /// <returns>[n, 441] with the labels of the images.</returns>
    /// <exception cref="FederatedException">The examples have another number of features (<see cref="ErrorCodes.DataMismatch"/>),
    /// or white is not finite and positive (<see cref="ErrorCodes.PlanInvalid"/>).</exception>
    public static Dataset Apply(Dataset images, float white = 255)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.FeatureCount != Side * Side)
            throw new FederatedException(ErrorCodes.DataMismatch, $"The data has {images.FeatureCount} features, hog wants {Side * Side}: images of {Side} x {Side}. Take hog out of the plan or point the node at such images.");
        CheckWhite(white);
        var features = new float[checked(images.Count * Count)];
        for (var i = 0; i < images.Count; i++) ExtractChecked(images.Row(i), features.AsSpan(i * Count, Count), white);
        return new Dataset(features, Count, images.LabelArray);
    }

    /// <summary>The features of one image.</summary>
    /// <param name="image">[784], row by row.</param>
    /// <param name="features">[441], overwritten.</param>
    /// <param name="white">The pixel value that is white; black is 0. Default 255.</param>
    /// <exception cref="FederatedException">As for <see cref="Apply"/>.</exception>
    public static void Extract(ReadOnlySpan<float> image, Span<float> features, float white = 255)
    {
        if (image.Length != Side * Side || features.Length != Count)
            throw new FederatedException(ErrorCodes.DataMismatch, $"Got {image.Length} pixels and room for {features.Length} values, hog wants {Side * Side} and {Count}. Give it one image of {Side} x {Side}.");
        CheckWhite(white);
        ExtractChecked(image, features, white);
    }

    private static void ExtractChecked(ReadOnlySpan<float> image, Span<float> features, float white)
    {
        Span<float> framed = stackalloc float[Stride * Stride];
        Frame(image, framed, white);
        for (var cell = 0; cell < CellsPerSide * CellsPerSide; cell++)
        {
            // Of the cell's first pixel, in the framed image.
            var corner = (cell / CellsPerSide * CellSide + 1) * Stride + cell % CellsPerSide * CellSide + 1;
            Cell(framed, corner, features.Slice(cell * ValuesPerCell, ValuesPerCell));
        }
    }

    /// <summary>One row of a cell is one vector.</summary>
    private static void Cell(ReadOnlySpan<float> framed, int corner, Span<float> values)
    {
        Span<Vector128<float>> sums = stackalloc Vector128<float>[ValuesPerCell];
        sums.Clear();
        for (var at = corner; at < corner + CellSide * Stride; at += Stride)
        {
            var across = Load(framed, at + 1) - Load(framed, at - 1);
            var down = Load(framed, at + Stride) - Load(framed, at - Stride);
            var dead = Vector128.Sqrt(across * across + down * down) * C1;
            for (var k = 0; k < Orientations; k++)
                sums[k] += Vector128.Max(Vector128.Abs(across * Cosines[k] + down * Sines[k]) - dead, Vector128<float>.Zero);
            sums[Orientations] += Load(framed, at);
        }
        for (var k = 0; k < Orientations; k++)
            values[k] = (MathF.Sqrt(Mean(sums[k]) / (1 - C1)) - EdgeOffset) * EdgeScale;
        values[Orientations] = (Mean(sums[Orientations]) - BrightnessOffset) * BrightnessScale;
    }

    private static Vector128<float> Load(ReadOnlySpan<float> framed, int at) => Vector128.Create(framed.Slice(at, CellSide));

    /// <summary>Added in a fixed order.</summary>
    private static float Mean(Vector128<float> sum) => (sum[0] + sum[1] + (sum[2] + sum[3])) / (CellSide * CellSide);

    /// <summary>The image from 0 to 1 with its border pixels repeated once around it.</summary>
    private static void Frame(ReadOnlySpan<float> image, Span<float> framed, float white)
    {
        for (var y = 0; y < Stride; y++)
        {
            var from = image.Slice(Math.Clamp(y - 1, 0, Side - 1) * Side, Side);
            var to = framed.Slice(y * Stride, Stride);
            for (var x = 0; x < Side; x++) to[x + 1] = from[x] / white;
            to[0] = to[1];
            to[^1] = to[^2];
        }
    }

    private static void CheckWhite(float white)
    {
        if (!float.IsFinite(white) || white <= 0)
            throw new FederatedException(ErrorCodes.PlanInvalid, FormattableString.Invariant($"White is {white}, wanted a finite number above 0, for example 255. Correct the plan."));
    }
}
