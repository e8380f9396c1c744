using System.CommandLine;
using Federated.ClientNode.Data;

namespace Federated.ClientNode.Commands;

/// <summary>The options that name a data source.</summary>
public sealed class DataOptions
{
    private readonly Option<string?> _idxImages = File("--idx-images", "IDX file of features, plain or gzip");
    private readonly Option<string?> _idxLabels = File("--idx-labels", "IDX file of labels, plain or gzip");
    private readonly Option<string?> _csv = File("--csv", "CSV file with a header line");
    private readonly Option<string?> _jsonl = File("--jsonl", "File of JSON lines, an object each");
    private readonly Option<string?> _npz = File("--npz", "NPZ archive of NumPy arrays x and y");
    private readonly Option<string?> _npzX = new("--npz-x") { Description = "The archive's array of features; default x", HelpName = "NAME" };
    private readonly Option<string?> _npzY = new("--npz-y") { Description = "The archive's array of labels or targets; default y", HelpName = "NAME" };
    private readonly Option<string?> _npy = File("--npy", "NPY file of features");
    private readonly Option<string?> _npyY = File("--npy-y", "NPY file of labels or targets");
    private readonly Option<string[]> _text = new("--text") { Description = "Plain text files, or folders of *.txt", HelpName = "PATH", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _vocabulary = File("--vocabulary", "The public vocabulary that a plan names by its hash");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_idxImages, _idxLabels, _csv, _jsonl, _npz, _npzX, _npzY, _npy, _npyY, _text, _vocabulary])
            command.Options.Add(option);
    }

    /// <summary>The source that was named, or null.</summary>
    public DataSource? Read(ParseResult arguments)
    {
        var text = arguments.GetValue(_text);
        var source = new DataSource
        {
            IdxImages = Whole(arguments.GetValue(_idxImages)),
            IdxLabels = Whole(arguments.GetValue(_idxLabels)),
            Csv = Whole(arguments.GetValue(_csv)),
            Jsonl = Whole(arguments.GetValue(_jsonl)),
            Npz = Whole(arguments.GetValue(_npz)),
            NpzX = arguments.GetValue(_npzX),
            NpzY = arguments.GetValue(_npzY),
            Npy = Whole(arguments.GetValue(_npy)),
            NpyY = Whole(arguments.GetValue(_npyY)),
            Text = text is { Length: > 0 } ? Array.ConvertAll(text, Path.GetFullPath) : null,
            Vocabulary = Whole(arguments.GetValue(_vocabulary)),
        };
        if (source == new DataSource())
            return null;
        source.Validate();
        return source;
    }

    private static Option<string?> File(string name, string description) => new(name) { Description = description, HelpName = "FILE" };

    private static string? Whole(string? path) => path is null ? null : Path.GetFullPath(path);
}
