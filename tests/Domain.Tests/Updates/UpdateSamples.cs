using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Domain.Updates;

namespace Federated.Domain.Tests.Updates;

/// <summary>One small round and updates for it.</summary>
internal static class UpdateSamples
{
    internal const float Bound = 8;

    internal static RoundId Round { get; } = new(RunId.Parse("run-1"), 3);

    internal static ParameterLayout Layout { get; } = ParameterLayout.Create([new("w", [2, 2]), new("b", [3])]);

    internal static UpdateExpectation Expectation { get; } = new(Round, Layout, Bound, MaxWeightUnits: 1 << 20);

    internal static UpdateMetadata Metadata { get; } = new(Round.Run, Round.Number, Layout.Hash, UpdateFile.Float32Codec, 1 << 19);

    internal static float[] Delta { get; } = [1, -2, 0.5f, float.Epsilon, -0f, Bound, -Bound];

    internal static StagedUpdate Stage(ReadOnlySpan<byte> file, UpdateExpectation? expectation = null, params ReadOnlySpan<int> chunks)
    {
        using var stage = new UpdateStage(expectation ?? Expectation);
        foreach (var chunk in chunks)
        {
            var taken = Math.Min(chunk, file.Length);
            stage.Append(file[..taken]);
            file = file[taken..];
        }
        stage.Append(file);
        return stage.Complete();
    }

    /// <summary>A file as <see cref="UpdateFile"/> writes it, but with any metadata, layout and values.</summary>
    internal static byte[] Forge(ParameterLayout layout, float[] delta, params (string Key, string Value)[] changes)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["federated.run"] = "run-1",
            ["federated.round"] = "3",
            ["federated.layout"] = Layout.Hash.ToString(),
            ["federated.codec"] = "float32",
            ["federated.weight"] = "524288",
        };
        foreach (var (key, value) in changes)
            if (value.Length == 0)
                metadata.Remove(key);
            else
                metadata[key] = value;
        return ModelFile.Write(layout, delta, metadata);
    }
}
