using System.Buffers.Binary;
using Federated.Domain.Errors;
using Federated.Training.Data;
using ErrorCode = Federated.Domain.Errors.ErrorCode;

namespace Federated.Training.Tests;

/// <summary>A directory that goes with the test, and where the real data lies.</summary>
public sealed class TestFiles : IDisposable
{
    private const string Fashion = "/usr/share/datasets/fashion-mnist";

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("federated-training-");

    public static string Wdbc { get; } = Path.Combine(Repository(), "samples", "wdbc");

    /// <summary>A file that NumPy wrote (Data/numpy/README.md).</summary>
    public static string Numpy(string name) => Path.Combine(Repository(), "tests", "Training.Tests", "Data", "numpy", name);

    public string Root => directory.FullName;

    public static Dataset FashionMnist(string set) => FeatureScaling.Affine(255 * 0.286, 255 * 0.353).Apply(RawFashionMnist(set));

    /// <summary>Pixels 0 to 255.</summary>
    public static Dataset RawFashionMnist(string set)
    {
        var images = Path.Combine(Fashion, $"{set}-images-idx3-ubyte.gz");
        Assert.True(File.Exists(images), $"'{images}' is missing: apt-get install --no-install-recommends dataset-fashion-mnist");
        return IdxReader.Read(images, Path.Combine(Fashion, $"{set}-labels-idx1-ubyte.gz"), 10);
    }

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Root, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Write(string name, string content)
    {
        var path = Path.Combine(Root, name);
        File.WriteAllText(path, content);
        return path;
    }

    public static byte[] Idx(uint magic, int[] sizes, byte[] content)
    {
        var bytes = new byte[4 + 4 * sizes.Length + content.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, magic);
        for (var i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + 4 * i), sizes[i]);
        content.CopyTo(bytes, 4 + 4 * sizes.Length);
        return bytes;
    }

    public static FederatedException Fails(ErrorCode code, Action action, params string[] words)
    {
        var e = Assert.Throws<FederatedException>(action);
        Assert.Equal(code, e.Code);
        foreach (var word in words) Assert.Contains(word, e.Message, StringComparison.Ordinal);
        return e;
    }

    public void Dispose() => directory.Delete(recursive: true);

    private static string Repository()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Federated.sln"))) return at.FullName;
        }
        throw new InvalidOperationException($"No Federated.sln above '{AppContext.BaseDirectory}'.");
    }
}
