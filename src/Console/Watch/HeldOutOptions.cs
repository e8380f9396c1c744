using System.CommandLine;
using System.Text;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;

namespace Federated.ConsoleApp.Watch;

/// <summary>The options that name held-out data: a pair of IDX files, or one CSV file.</summary>
public sealed class HeldOutOptions
{
    private readonly Option<string?> _images = new("--test-images") { Description = "Held-out images, IDX, plain or gzip.", HelpName = "FILE" };
    private readonly Option<string?> _labels = new("--test-labels") { Description = "Labels of the held-out images, IDX, plain or gzip.", HelpName = "FILE" };
    private readonly Option<string?> _csv = new("--test-csv") { Description = "Held-out examples, CSV with the plan's columns.", HelpName = "FILE" };

    /// <summary>Adds the options to a command.</summary>
    public HeldOutOptions(Command command)
    {
        command.Add(_images);
        command.Add(_labels);
        command.Add(_csv);
        command.Validators.Add(result =>
        {
            var images = result.GetResult(_images) is not null;
            var labels = result.GetResult(_labels) is not null;
            if (images != labels || (images && result.GetResult(_csv) is not null))
                result.AddError("Got half of the held-out data, or both kinds; wanted --test-images FILE --test-labels FILE together, or --test-csv FILE alone.");
        });
    }

    /// <summary>A scorer for models of <paramref name="plan"/>, or null when no data were named.</summary>
    /// <exception cref="FederatedException">FED-1501 or FED-1502 when the data cannot be read or do not fit the plan.</exception>
    public ModelScorer? Load(ParseResult parsed, RunPlan plan, FedServices services) =>
        (parsed.GetValue(_images), parsed.GetValue(_labels), parsed.GetValue(_csv)) switch
        {
            (null, null, null) => null,
            _ when plan.Query is not null => throw new FederatedException(ErrorCodes.UsageInvalid, "The run answers a query and has no model to measure; wanted no held-out data."),
            ({ } images, { } labels, _) => ModelScorer.FromIdx(plan, services.FullPath(images), services.FullPath(labels)),
            (_, _, { } csv) => ModelScorer.FromCsv(plan, services.FullPath(csv)),
            _ => null,
        };

    /// <summary>A name for the data, and the hash that names their bytes: of the CSV file, or of the hashes of images and labels, a line each.</summary>
    /// <exception cref="FederatedException">FED-1605 when no data were named.</exception>
    public async Task<(string Name, ContentHash Hash)> IdentifyAsync(ParseResult parsed, FedServices services, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_csv) is { } csv)
            return (Path.GetFileName(csv), await HashAsync(csv));
        if ((parsed.GetValue(_images), parsed.GetValue(_labels)) is not ({ } images, { } labels))
            throw new FederatedException(ErrorCodes.UsageInvalid, "Got no held-out data, wanted --test-images FILE --test-labels FILE, or --test-csv FILE.");
        return (Path.GetFileName(images), ContentHash.Of(Encoding.ASCII.GetBytes($"{await HashAsync(images)}\n{await HashAsync(labels)}\n")));

        async Task<ContentHash> HashAsync(string path) => ContentHash.Of(await File.ReadAllBytesAsync(services.FullPath(path), cancellationToken));
    }
}
