using System.CommandLine;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Federation;
using Federated.ConsoleApp.Offline;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Queries;
using Federated.Domain.Rounds;
using Federated.Protocol.Runs;

namespace Federated.ConsoleApp.Commands;

/// <summary>
/// <c>fed query</c>: counts, sums and histograms over the partners' records. A query is a run of one round; every other
/// command about runs works on it.
/// </summary>
public static class QueryCommands
{
    /// <summary>Builds the group.</summary>
    public static Command Create(CommandContext context) => new("query", "Ask for counts, sums and histograms, answered with noise.")
    {
        Launch(context),
        Show(context),
        StandardiseCommand.Create(context),
    };

    private static Command Launch(CommandContext context)
    {
        var plan = new Argument<string>("PLAN") { Description = "The plan of the query, a JSON file." };
        var id = new Option<string?>("--run") { Description = "The run's id; default: made from the plan's name.", HelpName = "ID" };
        return CommandContext.WithAction(new Command("launch", "Check the plan of a query and launch it.") { plan, id }, async (parsed, token) =>
        {
            var read = PlanFile.Read(context.Services.FullPath(parsed.GetRequiredValue(plan)));
            if (read.Query is null)
                throw new FederatedException(ErrorCodes.PlanInvalid, $"The plan '{read.Name}' trains a model; wanted one with a query. Launch it with 'fed run launch'.");
            var run = parsed.GetValue(id) is { } text ? RunId.Parse(text).ToString() : null;
            using var client = context.Connect(parsed);
            var launched = await client.LaunchAsync(new LaunchRequest(read, run), token);
            context.Screen.Fact("run", launched.Run);
            context.Screen.Fact("plan hash", launched.PlanHash);
            QueryText.Expectation(context.Screen, read);
            context.Screen.Line($"Read the answer with: fed query show {launched.Run} --wait");
            return 0;
        });
    }

    private static Command Show(CommandContext context)
    {
        var run = RunCommands.RunArgument();
        var wait = new Option<bool>("--wait") { Description = "Wait until the query is answered." };
        return CommandContext.WithAction(new Command("show", "Show the answer of a query, with its error and its cost.") { run, wait }, async (parsed, token) =>
        {
            var id = RunId.Parse(parsed.GetRequiredValue(run));
            using var client = context.Connect(parsed);
            var view = await client.RunAsync(id, token);
            if (view.Plan.Query is null)
                throw new FederatedException(ErrorCodes.UsageInvalid, $"Run '{id}' trains a model and answers no query. See it with 'fed run show {id}'.");
            while (parsed.GetValue(wait) && view.Outcome == RunOutcome.Running)
                view = await client.RunAsync(id, view.Version, token);
            context.Screen.Fact("run", view.Run);
            context.Screen.Fact("query", view.Plan.Name);
            context.Screen.Fact("privacy mode", PlanFile.Privacy(view.Plan));
            if (await AnswerAsync(client, view, token) is not (_, { } answer))
                return Unanswered(context.Screen, view);
            QueryText.Answer(context.Screen, view.Plan, answer);
            return 0;
        });
    }

    /// <summary>The answer of a query with its hash; nulls when there is none.</summary>
    internal static async Task<(ContentHash Hash, QueryAnswer? Answer)> AnswerAsync(FederationClient client, RunView view, CancellationToken cancellationToken)
    {
        var models = await client.ModelsAsync(view.Run, cancellationToken);
        return models.FirstOrDefault(model => model.Round == 1) is { } version
            ? (version.Model, QueryAnswer.Read(view.Plan, await client.ModelAsync(version.Model, cancellationToken)))
            : default;
    }

    /// <summary>Says that there is no answer, and why.</summary>
    internal static int Unanswered(Screen screen, RunView view)
    {
        screen.Fact("outcome", view.Message is null ? Words.Of(view.Outcome) : $"{Words.Of(view.Outcome)}: {view.Message}");
        screen.Table(["partner", "status"], [.. view.Members.Select(member => new[] { member.Partner.ToString(), Words.Of(member.Status) })]);
        screen.Line(view.Outcome == RunOutcome.Running
            ? $"There is no answer yet. Wait for it with: fed query show {view.Run} --wait"
            : "There is no answer: the round was given up.");
        return FedApplication.Failure;
    }
}
