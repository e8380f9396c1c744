using Federated.Training.Data;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>
/// MNIST as the UCI digits are: the square around the digit, 8 x 8 means of its ink, 0 to 16. The strokes are half as bright again, because means
/// of thin strokes are pale.
/// </summary>
internal static class ShrunkMnist
{
    private const int From = 28;
    private const int Side = DigitImages.Side;
    private const float Ink = 64;
    private const double Scale = 1.5 * 16 / 255;

    /// <summary>The first images of those to train on.</summary>
    internal static Dataset Read(SampleSources sources, int most)
    {
        var all = MnistFiles.Read(sources, MnistFiles.Training, DigitImages.Classes);
        var count = Math.Min(most, all.Count);
        var shrunk = new float[count * Side * Side];
        for (var i = 0; i < count; i++)
            Shrink(all.Row(i), shrunk.AsSpan(i * Side * Side, Side * Side));
        return new(shrunk, Side * Side, all.Labels[..count].ToArray());
    }

    private static void Shrink(ReadOnlySpan<float> image, Span<float> shrunk)
    {
        var (top, bottom, left, right) = (From, -1, From, -1);
        for (var i = 0; i < image.Length; i++)
        {
            if (image[i] <= Ink)
                continue;
            (top, bottom) = (Math.Min(top, i / From), Math.Max(bottom, i / From));
            (left, right) = (Math.Min(left, i % From), Math.Max(right, i % From));
        }

        if (bottom < 0)
            return;
        var side = Math.Max(bottom - top, right - left) + 1;
        var (firstRow, firstColumn) = ((top + bottom + 1 - side) / 2.0, (left + right + 1 - side) / 2.0);
        for (var cell = 0; cell < shrunk.Length; cell++)
        {
            var (y, x) = (firstRow + (side * (cell / Side) / (double)Side), firstColumn + (side * (cell % Side) / (double)Side));
            shrunk[cell] = (float)Math.Min(Scale * Mean(image, y, x, side / (double)Side), 16);
        }
    }

    /// <summary>The mean of a square whose sides may lie within pixels; what is outside the image is blank.</summary>
    private static double Mean(ReadOnlySpan<float> image, double top, double left, double side)
    {
        double sum = 0;
        for (var y = Math.Max((int)Math.Floor(top), 0); y < Math.Min(top + side, From); y++)
        {
            var height = Math.Min(y + 1, top + side) - Math.Max(y, top);
            for (var x = Math.Max((int)Math.Floor(left), 0); x < Math.Min(left + side, From); x++)
                sum += height * (Math.Min(x + 1, left + side) - Math.Max(x, left)) * image[(y * From) + x];
        }

        return sum / (side * side);
    }
}
