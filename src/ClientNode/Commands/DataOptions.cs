using System.CommandLine;
using Federated.ClientNode.Data;

namespace Federated.ClientNode.Commands;

/// <summary>The options that name a data source.</summary>
public sealed class DataOptions
{
    private readonly Option<string?> _idxImages = new("--idx-images") { Description = "IDX file of features, plain or gzip", HelpName = "FILE" };
    private readonly Option<string?> _idxLabels = new("--idx-labels") { Description = "IDX file of labels, plain or gzip", HelpName = "FILE" };
    private readonly Option<string?> _csv = new("--csv") { Description = "CSV file with a header line", HelpName = "FILE" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_idxImages);
        command.Options.Add(_idxLabels);
        command.Options.Add(_csv);
    }

    /// <summary>The source that was named, or null.</summary>
    public DataSource? Read(ParseResult arguments) =>
        DataSource.FromOptions(arguments.GetValue(_idxImages), arguments.GetValue(_idxLabels), arguments.GetValue(_csv));
}
