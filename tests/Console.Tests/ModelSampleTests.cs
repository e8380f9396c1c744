using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Offline;
using Federated.Domain.Models;
using Federated.Domain.Plans;

namespace Federated.ConsoleApp.Tests;

public sealed class ModelSampleTests
{
    [Fact]
    public void Png_HoldsThePixels()
    {
        byte[] pixels = [0, 50, 100, 150, 200, 255];
        var file = PngImage.Write(pixels, 3, 2, 1);

        Assert.Equal("89504e470d0a1a0a", Convert.ToHexStringLower(file[..8]));
        Assert.Equal("IHDR", Encoding.ASCII.GetString(file, 12, 4));
        Assert.Equal((3, 2), (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20))));
        // The checksum of every file's last chunk, which the standard prints.
        Assert.Equal("0000000049454e44ae426082", Convert.ToHexStringLower(file[^12..]));
        var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(33));
        using var unpacked = new MemoryStream();
        using (var packed = new ZLibStream(new MemoryStream(file, 41, length), CompressionMode.Decompress)) packed.CopyTo(unpacked);
        Assert.Equal([0, .. pixels[..3], 0, .. pixels[3..]], unpacked.ToArray());
    }

    [Fact]
    public async Task Sample_OfAGan_WritesASheet_OfAnotherModel_IsRefused()
    {
        using var fed = new Fed();
        var (plan, model) = Files(fed, """{"kind":"gan","shape":[1,4,6],"latent":2,"hidden":[3]}""", "{}");
        var sheet = fed.Write("sheet.png", string.Empty);
        Assert.Equal(0, await fed.Run("model", "sample", "--plan", plan, "--model", model, "--output", sheet, "--count", "5"));
        var file = await File.ReadAllBytesAsync(sheet);
        Assert.Equal((18, 8), (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20))));

        var (other, logistic) = Files(fed, """{"kind":"logistic","inputs":4,"outputs":2}""", "{}");
        Assert.Equal(FedApplication.Failure, await fed.Run("model", "sample", "--plan", other, "--model", logistic, "--output", sheet));
    }

    [Fact]
    public async Task Generate_WithAByteModel_ContinuesThePrompt()
    {
        using var fed = new Fed();
        var (plan, model) = Files(fed, """{"kind":"gpt","inputs":9,"vocabulary":259,"width":4}""", """{"text":{"tokenizer":"byte","length":8}}""");
        Assert.Equal(0, await fed.Run("model", "generate", "--plan", plan, "--model", model, "--prompt", "once", "--tokens", "3", "--temperature", "0"));
        Assert.StartsWith("once", fed.Out, StringComparison.Ordinal);
    }

    private static (string Plan, string Model) Files(Fed fed, string model, string data)
    {
        var text = $$"""{"name":"made","model":{{model}},"data":{{data}},"privacy":{"mode":"none"},"cohort":{"size":3,"quorum":2},"rounds":5}""";
        var specification = RunPlanFile.Parse(text).Specification;
        var file = fed.Write("model.safetensors", string.Empty);
        File.WriteAllBytes(file, ModelFile.Write(specification.Layout, specification.InitialParameters(1)));
        return (fed.Write("plan.json", text), file);
    }
}
