using System.Globalization;
using Federated.ConsoleApp.Samples;
using Federated.Training.Data;

namespace Federated.ConsoleApp.Tests;

/// <summary>The samples whose data come along or are made, whole: what they are stated to reach is reached.</summary>
public sealed class SampleRunTests
{
    [Theory]
    [InlineData("xor", "accuracy:          100.00 %", "50.00 %, the most frequent class alone")]
    [InlineData("digits", "at least 93.00 %", "the most frequent class alone")]
    [InlineData("wdbc-logistic", "at least", "the most frequent class alone")]
    [InlineData("autoencoder", "above the distance from the mean image", "the distance from the mean training image")]
    [InlineData("recommender", "both figures above those of popularity", "the most popular items")]
    public async Task Sample_ReachesWhatIsStated(string name, string stated, string baseline)
    {
        using var fed = new Fed();

        var code = await fed.Run("sample", name);

        Assert.Contains(stated, fed.Out, StringComparison.Ordinal);
        Assert.Contains(": reached", fed.Out, StringComparison.Ordinal);
        Assert.Contains(baseline, fed.Out, StringComparison.Ordinal);
        Assert.Contains("verified", fed.Out, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    [Fact]
    public async Task Gan_WritesASheetOfWhatItMakes()
    {
        using var fed = new Fed();

        var code = await fed.Run("sample", "gan", "--output", "made");

        Assert.Contains("the generator before training", fed.Out, StringComparison.Ordinal);
        Assert.Equal(0, code);
        var sheet = File.ReadAllBytes(Path.Combine(fed.Folder, "made", "gan.png"));
        Assert.Equal("\u0089PNG", string.Concat(sheet.Take(4).Select(value => (char)value)));
    }

    [Fact]
    public async Task Transfer_BeatsTheSamePlanFromScratch()
    {
        using var fed = new Fed();
        Directory.CreateDirectory(Path.Combine(fed.Folder, "mnist"));
        WriteEnlarged(Path.Combine(fed.Folder, "mnist"));

        // Enlarged digits of the set itself stand in for MNIST, which a test cannot fetch: this is about the way, not the gain, which is larger here.
        var code = await fed.Run("sample", "transfer", "--mnist", "mnist", "--json", "figures.json");

        Assert.Contains("above the same plan from scratch: reached", fed.Out, StringComparison.Ordinal);
        Assert.Contains(" %, the same plan and examples from scratch; ", fed.Out, StringComparison.Ordinal);
        Assert.Contains("\"sample\"", await File.ReadAllTextAsync(Path.Combine(fed.Folder, "figures.json")), StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    private static void WriteEnlarged(string folder)
    {
        const int side = 8, zoom = 3, edge = 28, margin = 2;
        var lines = File.ReadAllLines(Path.Combine(SampleFolder.Locate("/"), "digits", "digits.csv"))[1..];
        var (pixels, labels) = (new float[lines.Length * edge * edge], new long[lines.Length]);
        for (var i = 0; i < lines.Length; i++)
        {
            int[] row = [.. lines[i].Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
            labels[i] = row[^1];
            for (var y = 0; y < side * zoom; y++)
            {
                for (var x = 0; x < side * zoom; x++)
                    pixels[(i * edge * edge) + ((y + margin) * edge) + x + margin] = Math.Min(255, row[(y / zoom * side) + (x / zoom)] * 11);
            }
        }

        IdxWriter.Write(
            new(pixels, edge * edge, labels), edge, edge, Path.Combine(folder, "train-images-idx3-ubyte"), Path.Combine(folder, "train-labels-idx1-ubyte"));
    }
}
