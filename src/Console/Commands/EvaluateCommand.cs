using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Federation;
using Federated.ConsoleApp.Offline;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Queries;
using Federated.Domain.Rounds;
using Federated.Protocol.Runs;

namespace Federated.ConsoleApp.Commands;

/// <summary>
/// <c>fed evaluate</c>: measures a model on the partners' own records, as a query: partners send sums, which are added up, noised and charged
/// like those of any query. On public data the coordinator measures by itself, with <c>fed model evaluate</c>.
/// </summary>
public static class EvaluateCommand
{
    private const int LongestName = 40;

    /// <summary>Builds the command.</summary>
    public static Command Create(CommandContext context)
    {
        var model = new Argument<string>("MODEL") { Description = "The model: its hash, at least four digits of it, a tag, or a run, whose newest model is meant." };
        var track = ModelOptions.Track("The track of the tag.");
        var plan = new Option<string?>("--plan") { Description = "The plan of the evaluation, a JSON file, in place of the options that follow.", HelpName = "FILE" };
        var mode = new Option<string?>("--mode") { Description = "The privacy mode of the answer.", HelpName = "MODE" };
        mode.AcceptOnlyFromAmong(PrivacyPlan.None, PrivacyPlan.RecordCentral);
        var noise = new Option<double?>("--noise-multiplier") { Description = "With record-central: standard deviation of the noise over the sensitivity.", HelpName = "Z" };
        var delta = new Option<double?>("--delta") { Description = "With record-central: the delta of the guarantee.", HelpName = "DELTA" };
        var metrics = new Option<string[]>("--metric") { Description = "What to measure; may be given several times. Default: what fits the model.", HelpName = "NAME" };
        var texts = new Option<string[]>("--subgroup") { Description = "Figures for each of some texts of a column too: sex=f,m.", HelpName = "COLUMN=TEXTS" };
        var edges = new Option<string[]>("--subgroup-edges") { Description = "Figures for ranges of a number too: age=0,40,65,120.", HelpName = "COLUMN=EDGES" };
        var spread = new Option<string[]>("--spread") { Description = "A metric whose spread between partners is wanted; mode none only.", HelpName = "NAME" };
        var id = new Option<string?>("--run") { Description = "The id of the evaluation's run; default: made from its name.", HelpName = "ID" };
        var noWait = new Option<bool>("--no-wait") { Description = "Launch and do not wait for the answer." };
        var json = new Option<bool>("--json") { Description = "Print the figures as JSON." };
        var command = new Command("evaluate", "Measure a model on the partners' own records, by a query that is charged like any other.")
        {
            model, track, plan, mode, noise, delta, metrics, texts, edges, spread, id, noWait, json,
        };
        command.Validators.Add(result =>
        {
            var given = result.GetResult(mode) is not null;
            if (result.GetResult(plan) is null != given)
                result.AddError("Got --plan FILE and --mode MODE together, or neither; wanted one of the two: a plan's privacy is always said, never implied.");
            if (result.GetResult(plan) is not null && new Option[] { noise, delta, metrics, texts, edges, spread }.Any(option => result.GetResult(option) is not null))
                result.AddError("Got --plan FILE beside options that make a plan, wanted one of the two.");
        });
        return CommandContext.WithAction(command, async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            var found = await FindAsync(client, parsed.GetRequiredValue(model), parsed.GetValue(track), token);
            var asked = parsed.GetValue(plan) is { } file
                ? Read(context.Services.FullPath(file), found)
                : Make(
                    await SourceAsync(client, found, parsed, track, token), found, parsed.GetValue(mode)!, parsed.GetValue(noise), parsed.GetValue(delta),
                    parsed.GetValue(metrics) ?? [], [.. Groups(parsed.GetValue(texts), numbers: false), .. Groups(parsed.GetValue(edges), numbers: true)], parsed.GetValue(spread) ?? []);
            RunPlanRules.Check(asked);
            var run = parsed.GetValue(id) is { } text ? RunId.Parse(text).ToString() : null;
            var launched = await client.LaunchAsync(new LaunchRequest(asked, run), token);
            if (!parsed.GetValue(noWait))
                return await QueryCommands.ShowAsync(context, client, launched.Run, wait: true, parsed.GetValue(json), token);
            context.Screen.Fact("run", launched.Run);
            context.Screen.Fact("plan hash", launched.PlanHash);
            QueryText.Expectation(context.Screen, asked);
            context.Screen.Line($"Read the answer with: fed query show {launched.Run} --wait");
            return 0;
        });
    }

    /// <summary>The plan of an evaluation as the options ask for it: model, data and partners are those of the run that made the model.</summary>
    internal static RunPlan Make(
        RunPlan source, ContentHash model, string mode, double? noiseMultiplier, double? delta, IReadOnlyList<string> metrics, ImmutableArray<SubgroupPlan> subgroups,
        IReadOnlyList<string> spread)
    {
        var isPrivate = mode != PrivacyPlan.None;
        if (isPrivate && source.Privacy.PartnerExamples is null)
        {
            throw new FederatedException(ErrorCodes.UsageInvalid,
                "The run that made the model agreed on no numbers of examples, which a private evaluation needs. Write a plan with privacy.partnerExamples and give it with --plan.");
        }

        var allowed = EvaluationPlan.MetricsOf(source.Model.ToSpecification().Objective);
        return new()
        {
            Name = $"evaluate-{source.Name}"[..Math.Min(LongestName, source.Name.Length + "evaluate-".Length)],
            Model = source.Model with { Initial = model },
            Data = source.Data,
            Query = new()
            {
                Evaluation = new()
                {
                    // Every statistic makes the noise of all larger, and a curve of each class makes many.
                    Metrics = metrics.Count > 0 ? [.. metrics] : [.. allowed.Where(metric => !isPrivate || metric != EvaluationPlan.Auc)],
                    Subgroups = subgroups,
                    Spread = [.. spread],
                },
            },
            Privacy = isPrivate
                ? new() { Mode = mode, Delta = delta ?? source.Privacy.Delta, NoiseMultiplier = noiseMultiplier, PartnerExamples = source.Privacy.PartnerExamples }
                : new() { Mode = mode },
            Cohort = new() { Size = source.Cohort.Size, Quorum = source.Cohort.Quorum },
            Rounds = 1,
            RoundDeadlineSeconds = source.RoundDeadlineSeconds,
            GraceSeconds = source.GraceSeconds,
        };
    }

    private static RunPlan Read(string path, ContentHash model)
    {
        var read = PlanFile.Read(path);
        if (read.Query?.Evaluation is null)
            throw new FederatedException(ErrorCodes.PlanInvalid, $"The plan '{read.Name}' measures no model; wanted one with query.evaluation.");
        return read.Model.Initial == model ? read : throw new FederatedException(ErrorCodes.UsageInvalid,
            $"Got model {model} and a plan that measures {read.Model.Initial}; wanted one and the same. Correct model.initial in the plan.");
    }

    /// <summary>The model that a text names; of a run its newest.</summary>
    private static async Task<ContentHash> FindAsync(FederationClient client, string reference, string? track, CancellationToken cancellationToken)
    {
        try
        {
            return (await ModelOptions.FindAsync(client, reference, track, cancellationToken)).Model.Summary.Model;
        }
        catch (FederatedException e) when (e.Code == ErrorCodes.ModelUnknown && RunId.TryParse(reference, out var run))
        {
            return (await client.RunAsync(run, cancellationToken)).Model;
        }
    }

    private static async Task<RunPlan> SourceAsync(FederationClient client, ContentHash model, ParseResult parsed, Option<string?> track, CancellationToken cancellationToken)
    {
        var (found, _) = await ModelOptions.FindAsync(client, model.ToString(), parsed.GetValue(track), cancellationToken);
        var source = (await client.RunAsync(found.Summary.Run, cancellationToken)).Plan;
        return source.Query is null ? source : throw new FederatedException(ErrorCodes.UsageInvalid, $"Got {model}, the answer of query run '{found.Summary.Run}', wanted a model.");
    }

    private static IEnumerable<SubgroupPlan> Groups(string[]? texts, bool numbers)
    {
        foreach (var text in texts ?? [])
        {
            var cut = text.LastIndexOf('=');
            string[] groups = cut > 0 ? text[(cut + 1)..].Split(',', StringSplitOptions.TrimEntries) : [];
            var edges = new double[groups.Length];
            var parsed = true;
            for (var i = 0; numbers && i < groups.Length; i++)
                parsed &= double.TryParse(groups[i], NumberStyles.Float, CultureInfo.InvariantCulture, out edges[i]);
            if (groups.Length == 0 || !parsed)
                throw new FederatedException(ErrorCodes.UsageInvalid, $"Got subgroup '{text}', wanted {(numbers ? "COLUMN=EDGE,EDGE,... such as age=0,40,120" : "COLUMN=TEXT,TEXT,... such as sex=f,m")}.");
            yield return numbers ? new() { Column = text[..cut], Edges = [.. edges] } : new() { Column = text[..cut], Values = [.. groups] };
        }
    }
}
