using System.Collections.Immutable;
using System.CommandLine;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Offline;
using Federated.ConsoleApp.Watch;
using Federated.Domain.Errors;
using Federated.Domain.Metrics;
using Federated.Domain.Registry;
using Federated.Protocol.Registry;

namespace Federated.ConsoleApp.Commands;

/// <summary>
/// <c>fed model evaluate</c>: measures a model here, on held-out data of the coordinator, and records the figures. They stand in
/// the ledger for everybody, so the data must be public: a figure measured on partners' data would be an unpaid release.
/// </summary>
public static class ModelEvaluateCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandContext context)
    {
        var model = ModelOptions.Model();
        var track = ModelOptions.Track("The track of the tag.");
        var name = new Option<string?>("--dataset") { Description = "What to call the data in the ledger; default: the file's name.", HelpName = "NAME" };
        var json = new Option<bool>("--json") { Description = "Print the figures as JSON." };
        var command = new Command("evaluate", "Measure a model on public held-out data and record every metric of its task in the ledger.") { model, track, name, json };
        var heldOut = new HeldOutOptions(command);
        return CommandContext.WithAction(command, async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            var (found, _) = await ModelOptions.FindAsync(client, parsed.GetRequiredValue(model), parsed.GetValue(track), token);
            var plan = (await client.RunAsync(found.Summary.Run, token)).Plan;
            if (plan.Query is not null)
                throw new FederatedException(ErrorCodes.UsageInvalid, $"Got {found.Summary.Model}, the answer of query run '{found.Summary.Run}', wanted a model.");
            var scorer = heldOut.Load(parsed, plan, context.Services) ?? throw new FederatedException(ErrorCodes.UsageInvalid,
                "Got no held-out data, wanted --test-images FILE --test-labels FILE, or --test-csv FILE.");
            await scorer.LoadBaseAsync(start => client.ModelAsync(start, token));
            var (file, data) = await heldOut.IdentifyAsync(parsed, context.Services, token);
            var measured = await scorer.MeasureAsync(await client.ModelAsync(found.Summary.Model, token), token);
            var dataset = parsed.GetValue(name) ?? file;
            var metrics = Metrics(measured);
            await client.EvaluateAsync(found.Summary.Model, new EvaluationRequest(dataset, data, (long)measured.Examples, metrics), token);
            if (parsed.GetValue(json))
            {
                var figures = MetricText.Json(measured, plan.Data.Classes);
                figures.Insert(0, "model", found.Summary.Model.ToString());
                figures.Insert(1, "dataset", dataset);
                figures.Insert(2, "data", data.ToString());
                context.Screen.Line(figures.ToJsonString(CommandJson.Indented));
                return 0;
            }

            context.Screen.Fact("model", found.Summary.Model);
            context.Screen.Fact("dataset", FormattableString.Invariant($"{dataset} ({measured.Examples} examples)"));
            context.Screen.Fact("data", data);
            MetricText.Show(context.Screen, measured, plan.Data.Classes);
            if (measured.Loss is not null && !metrics.ContainsKey(MetricNames.Loss))
                context.Screen.Warning("The loss is not finite and was not recorded.");
            return 0;
        });
    }

    // What the ledger can hold: numbers that are finite and not beyond its range.
    private static ImmutableSortedDictionary<string, double> Metrics(MetricReport measured) =>
        measured.Named().Where(metric => FixedPoint.Fits(metric.Value)).ToImmutableSortedDictionary(metric => metric.Key, metric => metric.Value, StringComparer.Ordinal);
}
