using System.Buffers;
using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text.Json;

namespace Federated.Protocol.Work;

/// <summary>
/// Work with its models as raw bytes: a <see cref="WorkResponse"/> as one line of JSON whose assignments say in <c>inlineLength</c> how many
/// bytes their models have, then these bytes, in the order of the assignments and with nothing between them. Who sends
/// <c>Accept: application/vnd.federated.frames</c> gets it; everybody else gets the JSON form, whose models are base64 in <c>inlineModel</c>.
/// </summary>
public static class WorkFrames
{
    /// <summary>Media type of a response of JSON lines and raw bytes, as above. Another layout of bytes gets another name.</summary>
    public const string MediaType = "application/vnd.federated.frames";

    /// <summary>Writes work.</summary>
    public static void Write(IBufferWriter<byte> writer, WorkResponse work)
    {
        ImmutableArray<Assignment> bare = [.. work.Assignments.Select(a => a with { InlineModel = null, InlineLength = a.InlineModel?.Length ?? 0 })];
        using (var json = new Utf8JsonWriter(writer))
            JsonSerializer.Serialize(json, work with { Assignments = bare }, ProtocolJson.Options);
        writer.Write("\n"u8);
        foreach (var assignment in work.Assignments)
            writer.Write(assignment.InlineModel);
    }

    /// <summary>Reads work; null when there is none before the end.</summary>
    /// <exception cref="JsonException">The line is no work, or the bytes end early.</exception>
    public static async Task<WorkResponse?> Read(PipeReader reader, CancellationToken cancellationToken)
    {
        if (await ReadLine<WorkResponse>(reader, cancellationToken) is not { } work)
            return null;
        if (work.Assignments.IsDefaultOrEmpty || work.Assignments.All(a => a.InlineLength == 0))
            return work;
        var whole = ImmutableArray.CreateBuilder<Assignment>(work.Assignments.Length);
        foreach (var assignment in work.Assignments)
        {
            whole.Add(assignment.InlineLength == 0
                ? assignment
                : assignment with { InlineModel = await ReadBytes(reader, assignment.InlineLength, cancellationToken), InlineLength = 0 });
        }

        return work with { Assignments = whole.MoveToImmutable() };
    }

    /// <summary>Reads one JSON document; null when nothing comes before the end.</summary>
    /// <exception cref="JsonException">What came is not what was wanted.</exception>
    public static async Task<T?> ReadLine<T>(PipeReader reader, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var end = read.Buffer.PositionOf((byte)'\n');
            if (end is null && !read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var line = end is { } position ? read.Buffer.Slice(0, position) : read.Buffer;
            var value = Parse<T>(line);
            reader.AdvanceTo(end is { } newline ? read.Buffer.GetPosition(1, newline) : read.Buffer.End);
            return value;
        }
    }

    private static T? Parse<T>(in ReadOnlySequence<byte> line)
        where T : class
    {
        if (line.IsEmpty)
            return null;
        var reader = new Utf8JsonReader(line);
        return JsonSerializer.Deserialize<T>(ref reader, ProtocolJson.Options);
    }

    private static async Task<byte[]> ReadBytes(PipeReader reader, int length, CancellationToken cancellationToken)
    {
        if (length is < 0 or > Assignment.InlineLimit)
            throw new JsonException($"Got a model of {length} bytes, wanted at most {Assignment.InlineLimit}.");
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        for (var have = 0; have < length;)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var part = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, length - have));
            part.CopyTo(bytes.AsSpan(have));
            have += (int)part.Length;
            reader.AdvanceTo(part.End);
            if (read.IsCompleted && have < length)
                throw new JsonException($"Got {have} bytes of a model, wanted {length}.");
        }

        return bytes;
    }
}
