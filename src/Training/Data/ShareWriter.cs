namespace Federated.Training.Data;

/// <summary>Gives every share of a dataset a directory with files of its own, as partners have them.</summary>
public static class ShareWriter
{
    /// <summary>Name of the images file in each directory.</summary>
    public const string ImagesFile = "images-idx3-ubyte.gz";

    /// <summary>Name of the labels file in each directory.</summary>
    public const string LabelsFile = "labels-idx1-ubyte.gz";

    /// <summary>Name of the CSV file in each directory.</summary>
    public const string CsvFile = "data.csv";

    /// <summary>Writes each share as a pair of IDX files.</summary>
    /// <param name="dataset">Raw values 0 to 255.</param>
    /// <param name="shares">Indices of the examples of each share.</param>
    /// <param name="directories">One per share; created if missing.</param>
    /// <param name="rows">Height in pixels.</param>
    /// <param name="columns">Width in pixels.</param>
    public static void WriteIdx(Dataset dataset, IReadOnlyList<int[]> shares, IReadOnlyList<string> directories, int rows, int columns) =>
        Each(dataset, shares, directories, (share, directory) =>
            IdxWriter.Write(share, rows, columns, Path.Combine(directory, ImagesFile), Path.Combine(directory, LabelsFile)));

    /// <summary>Writes each share as a CSV file.</summary>
    /// <param name="dataset">Values in the units of the declared columns.</param>
    /// <param name="shares">Indices of the examples of each share.</param>
    /// <param name="directories">One per share; created if missing.</param>
    /// <param name="options">Names of columns and classes.</param>
    public static void WriteCsv(Dataset dataset, IReadOnlyList<int[]> shares, IReadOnlyList<string> directories, CsvDatasetOptions options) =>
        Each(dataset, shares, directories, (share, directory) => CsvDatasetWriter.Write(share, options, Path.Combine(directory, CsvFile)));

    private static void Each(Dataset dataset, IReadOnlyList<int[]> shares, IReadOnlyList<string> directories, Action<Dataset, string> write)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(shares);
        ArgumentNullException.ThrowIfNull(directories);
        if (shares.Count != directories.Count)
            throw new ArgumentException($"Got {directories.Count} directories, wanted one for each of {shares.Count} shares.", nameof(directories));
        for (var i = 0; i < shares.Count; i++)
        {
            Directory.CreateDirectory(directories[i]);
            write(dataset.Take(shares[i]), directories[i]);
        }
    }
}
