using System.CommandLine;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Errors;
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
}
