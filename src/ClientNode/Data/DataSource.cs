using System.Text.Json.Serialization;
using Federated.Domain.Errors;
using Federated.Training.Data;

namespace Federated.ClientNode.Data;

/// <summary>Where a partner's data are: files of exactly one kind. Paths are absolute.</summary>
public sealed record DataSource
{
    /// <summary>IDX file of features, plain or gzip.</summary>
    public string? IdxImages { get; init; }

    /// <summary>IDX file of labels, plain or gzip.</summary>
    public string? IdxLabels { get; init; }

    /// <summary>CSV file with a header line.</summary>
    public string? Csv { get; init; }

    /// <summary>File of JSON lines.</summary>
    public string? Jsonl { get; init; }

    /// <summary>NPZ archive of NumPy arrays.</summary>
    public string? Npz { get; init; }

    /// <summary>The archive's array of features; default <c>x</c>.</summary>
    public string? NpzX { get; init; }

    /// <summary>The archive's array of labels or targets; default <c>y</c>.</summary>
    public string? NpzY { get; init; }

    /// <summary>NPY file of features.</summary>
    public string? Npy { get; init; }

    /// <summary>NPY file of labels or targets.</summary>
    public string? NpyY { get; init; }

    /// <summary>Plain text files, or folders of them.</summary>
    public IReadOnlyList<string>? Text { get; init; }

    /// <summary>The public vocabulary that a plan names by its hash.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>True for a CSV file.</summary>
    [JsonIgnore]
    public bool IsCsv => Csv is not null;

    /// <summary>Every file there is.</summary>
    [JsonIgnore]
    public IEnumerable<string> Files => new[] { IdxImages, IdxLabels, Csv, Jsonl, Npz, Npy, NpyY, Vocabulary }.OfType<string>()
        .Concat((Text ?? []).SelectMany(path => Directory.Exists(path) ? Directory.GetFiles(path, "*.txt").Order(StringComparer.Ordinal) : Enumerable.Repeat(path, 1)));

    /// <summary>Checks that there is one kind of files, and all of it.</summary>
    /// <exception cref="FederatedException">FED-1605 when there is half of one, or more than one.</exception>
    public void Validate()
    {
        var kinds = (IdxImages ?? IdxLabels) is null ? 0 : 1;
        foreach (var file in (object?[])[Csv, Jsonl, Npz, Npy, Text])
            kinds += file is null ? 0 : 1;
        if (kinds != 1 || IdxImages is null != IdxLabels is null || (Npz is null && (NpzX ?? NpzY) is not null) || (Npy is null && NpyY is not null))
        {
            throw new FederatedException(ErrorCodes.UsageInvalid,
                "Got an incomplete or double data source; wanted one of --idx-images FILE --idx-labels FILE, --csv FILE, --jsonl FILE, --npz FILE, --npy FILE [--npy-y FILE], or --text FILE...");
        }
    }

    /// <summary>Reads the examples that a plan wants.</summary>
    /// <exception cref="FederatedException">FED-1501 or FED-1502, with the place.</exception>
    public ExampleSet Read(ExampleReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return this switch
        {
            { Csv: { } csv } => reader.Csv(csv),
            { Jsonl: { } jsonl } => reader.Jsonl(jsonl),
            { Npz: { } npz } => reader.Npz(npz, NpzX ?? ExampleReader.DefaultX, NpzY ?? ExampleReader.DefaultY),
            { Npy: { } npy } => reader.Npy(npy, NpyY),
            { Text: { } text } => reader.Text(text),
            _ => reader.Idx(IdxImages!, IdxLabels!),
        };
    }

    /// <summary>For people.</summary>
    public override string ToString() => this switch
    {
        { Csv: { } csv } => $"csv {csv}",
        { Jsonl: { } jsonl } => $"json lines {jsonl}",
        { Npz: { } npz } => $"npz {npz}, arrays {NpzX ?? ExampleReader.DefaultX} and {NpzY ?? ExampleReader.DefaultY}",
        { Npy: { } npy } => NpyY is null ? $"npy {npy}" : $"npy {npy} with {NpyY}",
        { Text: { } text } => $"text {string.Join(", ", text)}",
        _ => $"idx {IdxImages} with labels {IdxLabels}",
    };
}
