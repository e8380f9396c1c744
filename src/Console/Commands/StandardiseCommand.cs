using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Federation;
using Federated.ConsoleApp.Offline;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Accounting;
using Federated.Domain.Queries;
using Federated.Domain.Rounds;
using Federated.Protocol.Runs;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed query standardise</c>: asks the partners for means and deviations and writes the plan that uses them.</summary>
public static class StandardiseCommand
{
    private static readonly JsonSerializerOptions Indented = new(RunPlanFile.JsonOptions) { WriteIndented = true };

    /// <summary>Builds the command.</summary>
    public static Command Create(CommandContext context)
    {
        var plan = new Argument<string>("PLAN") { Description = "The plan that is to train, a JSON file with data.features." };
        var output = new Option<string>("--out") { Description = "Where the plan with the constants goes.", HelpName = "FILE", Required = true };
        var epsilon = new Option<double?>("--epsilon") { Description = "The query's own budget, in a private plan.", HelpName = "E" };
        var from = new Option<string?>("--from") { Description = "Take the answer of this run and ask nothing.", HelpName = "RUN" };
        var id = new Option<string?>("--run") { Description = "The query's run id; default: made from the plan's name.", HelpName = "ID" };
        var command = new Command("standardise", "Ask for means and deviations, wait, and write the plan that scales by them.") { plan, output, epsilon, from, id };
        command.Validators.Add(result =>
        {
            if (result.GetValue(epsilon) is { } value && !(value is > 0 and <= 1000))
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"Got --epsilon {value}, wanted above 0, at most 1,000."));
            if (result.GetValue(from) is not null && (result.GetValue(epsilon) is not null || result.GetValue(id) is not null))
                result.AddError("Got --from beside --epsilon or --run, wanted --from RUN alone: an answer that there is costs nothing more.");
        });
        return CommandContext.WithAction(command, async (parsed, token) =>
        {
            var training = PlanFile.Read(context.Services.FullPath(parsed.GetRequiredValue(plan)));
            using var client = context.Connect(parsed);
            var view = parsed.GetValue(from) is { } asked
                ? await client.RunAsync(RunId.Parse(asked), token)
                : await AskAsync(context.Screen, client, Query(training, parsed.GetValue(epsilon)), parsed.GetValue(id), token);
            if (view.Plan.Query is null)
                throw new FederatedException(ErrorCodes.UsageInvalid, $"Run '{view.Run}' trains a model and answers no query. 'fed run list' shows the runs.");
            while (view.Outcome == RunOutcome.Running)
                view = await client.RunAsync(view.Run, view.Version, token);
            if (await QueryCommands.AnswerAsync(client, view, token) is not ({ } hash, { } answer))
                return QueryCommands.Unanswered(context.Screen, view);
            var ready = Standardisation.Apply(training, view.Plan, answer, view.Run, hash);
            var path = context.Services.FullPath(parsed.GetRequiredValue(output));
            await ReplacedFile.WriteAsync(path, stream => JsonSerializer.SerializeAsync(stream, ready, Indented, token));
            Report(context.Screen, training, view, answer, hash);
            context.Screen.Line($"Launch the plan with: fed run launch {path}");
            return 0;
        });
    }

    /// <summary>The query of a plan, with the least noise that its budget allows.</summary>
    private static RunPlan Query(RunPlan training, double? epsilon)
    {
        if (training.Privacy.Mode == PrivacyPlan.None)
        {
            return epsilon is null
                ? Standardisation.Query(training, null)
                : throw new FederatedException(ErrorCodes.UsageInvalid, "Got --epsilon for a plan of mode none, whose query is exact and not private; wanted none, or a private plan.");
        }

        if (epsilon is not { } budget)
        {
            throw new FederatedException(ErrorCodes.UsageInvalid,
                "Got no --epsilon for a private plan, wanted the query's own budget: it is charged besides that of the training. 0.5 is a start with some thousand records.");
        }

        var noise = Calibration.NoiseMultiplier(z => [new(new GaussianEvent(z), 1)], budget, training.Privacy.Delta!.Value);
        var query = Standardisation.Query(training, noise);
        // The grid takes its slack from the budget; a little more noise makes up for it.
        return PrivacySchedule.Report(query, 1)!.Epsilon <= budget ? query : Standardisation.Query(training, noise * (1 + 1e-6));
    }

    private static async Task<RunView> AskAsync(Screen screen, FederationClient client, RunPlan query, string? id, CancellationToken cancellationToken)
    {
        var launched = await client.LaunchAsync(new LaunchRequest(query, id is null ? null : RunId.Parse(id).ToString()), cancellationToken);
        screen.Fact("run", launched.Run);
        QueryText.Expectation(screen, query);
        screen.Line($"Waiting for the answer; if this ends before, go on with --from {launched.Run}");
        return await client.RunAsync(launched.Run, cancellationToken);
    }

    private static void Report(Screen screen, RunPlan training, RunView view, QueryAnswer answer, ContentHash hash)
    {
        screen.Fact("answered", string.Create(CultureInfo.InvariantCulture, $"{answer.Partners} of {view.Plan.Cohort.Size} partners"));
        screen.Fact("answer", hash);
        var constants = Standardisation.Constants(training.Data, view.Plan, answer);
        screen.Table(
            ["feature", "#mean", "#±", "#deviation", "#±"],
            [.. constants.Select(c => new[] { c.Feature, Text(c.Mean), Text(c.MeanError), Text(c.Deviation), Text(c.DeviationError) })]);
        foreach (var constant in constants.Where(c => !c.IsMeasured))
            screen.Warning($"The deviation of {constant.Feature} is drowned by the noise, or it is the same everywhere: the constants of its declared range stand in.");
        if (answer.Partners < view.Plan.Cohort.Size)
            screen.Warning("Not every partner answered: the constants are those of the partners who did.");
    }

    private static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
