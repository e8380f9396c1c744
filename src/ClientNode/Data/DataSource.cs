using System.Text.Json.Serialization;
using Federated.Domain.Errors;

namespace Federated.ClientNode.Data;

/// <summary>Where a partner's data are: a pair of IDX files, or one CSV file. Paths are absolute.</summary>
public sealed record DataSource
{
    /// <summary>IDX file of features, plain or gzip.</summary>
    public string? IdxImages { get; init; }

    /// <summary>IDX file of labels, plain or gzip.</summary>
    public string? IdxLabels { get; init; }

    /// <summary>CSV file with a header line.</summary>
    public string? Csv { get; init; }

    /// <summary>True for a CSV file.</summary>
    [JsonIgnore]
    public bool IsCsv => Csv is not null;

    /// <summary>The source that command-line options name, or null when they name none.</summary>
    /// <exception cref="FederatedException">FED-1605 when they name half of one, or both kinds.</exception>
    public static DataSource? FromOptions(string? idxImages, string? idxLabels, string? csv) => (idxImages, idxLabels, csv) switch
    {
        (null, null, null) => null,
        (not null, not null, null) => new() { IdxImages = Path.GetFullPath(idxImages), IdxLabels = Path.GetFullPath(idxLabels) },
        (null, null, not null) => new() { Csv = Path.GetFullPath(csv) },
        _ => throw new FederatedException(ErrorCodes.UsageInvalid,
            "Got an incomplete or double data source; wanted --idx-images FILE --idx-labels FILE together, or --csv FILE alone."),
    };

    /// <summary>For people.</summary>
    public override string ToString() => IsCsv ? $"csv {Csv}" : $"idx {IdxImages} with labels {IdxLabels}";
}
