using System.CommandLine;
using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Federation;
using Federated.ConsoleApp.Offline;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Registry;
using Federated.Domain.Rounds;
using Federated.Protocol.Runs;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed run</c>: launch, watch, list, show, tune and stop runs, and draw their cohorts again.</summary>
public static class RunCommands
{
    /// <summary>Builds the group.</summary>
    public static Command Create(CommandContext context) => new("run", "Launch, watch, list, show, tune and stop runs.")
    {
        Launch(context),
        WatchCommand.Create(context),
        List(context),
        Show(context),
        RunCohortCommand.Create(context),
        TuneCommand.Create(context),
        Stop(context),
    };

    /// <summary>The argument that names a run.</summary>
    internal static Argument<string> RunArgument() => new("RUN") { Description = "The run's id, as 'fed run list' shows it." };

    private static Command Launch(CommandContext context)
    {
        var plan = new Argument<string>("PLAN") { Description = "The plan, a JSON file." };
        var id = new Option<string?>("--run") { Description = "The run's id; default: made from the plan's name.", HelpName = "ID" };
        var from = new Option<string?>("--from") { Description = "Start from this model instead of a fresh one: a hash, the beginning of one, or a tag of the track named as the plan.", HelpName = "MODEL" };
        return CommandContext.WithAction(new Command("launch", "Check a plan and launch it.") { plan, id, from }, async (parsed, token) =>
        {
            var read = PlanFile.Read(context.Services.FullPath(parsed.GetRequiredValue(plan)));
            var run = parsed.GetValue(id) is { } text ? RunId.Parse(text).ToString() : null;
            using var client = context.Connect(parsed);
            if (parsed.GetValue(from) is { } reference)
                read = await StartFromAsync(client, read, reference, token);
            var launched = await client.LaunchAsync(new LaunchRequest(read, run), token);
            context.Screen.Fact("run", launched.Run);
            context.Screen.Fact("plan hash", launched.PlanHash);
            context.Screen.Fact("initial model", launched.InitialModel);
            context.Screen.Fact("privacy mode", PlanFile.Privacy(read));
            context.Screen.Line(read.Query is null ? $"Watch it with: fed run watch {launched.Run}" : $"Read the answer with: fed query show {launched.Run} --wait");
            return 0;
        });
    }

    /// <summary>The plan with the hash of the model that it starts from: what a tag stands at may change, a plan does not.</summary>
    private static async Task<RunPlan> StartFromAsync(FederationClient client, RunPlan plan, string reference, CancellationToken cancellationToken)
    {
        if (plan.Query is not null)
            throw new FederatedException(ErrorCodes.UsageInvalid, $"Got --from {reference} and a plan that asks a query, wanted one that trains a model.");
        if (plan.Model.Initial is { } named)
            throw new FederatedException(ErrorCodes.UsageInvalid, $"Got --from {reference} and a plan that starts from model {named}, wanted one of the two.");
        var (found, _) = await ModelOptions.FindAsync(client, reference, RegistryNames.TrackOf(plan.Name), cancellationToken);
        return plan with { Model = plan.Model with { Initial = found.Summary.Model } };
    }

    private static Command List(CommandContext context) =>
        CommandContext.WithAction(new Command("list", "List the runs of the federation."), async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            var runs = await client.RunsAsync(token);
            context.Screen.Table(
                ["run", "plan", "mode", "outcome", "#rounds", "launched"],
                [.. runs.OrderBy(run => run.LaunchedAt).Select(run => new[]
                {
                    run.Run.ToString(), run.Name, run.Mode, Words.Of(run.Outcome), Words.Of(run.ClosedRounds, run.Rounds), Words.Of(run.LaunchedAt),
                })]);
            return 0;
        });

    private static Command Show(CommandContext context)
    {
        var argument = RunArgument();
        return CommandContext.WithAction(new Command("show", "Show one run: plan, round, cohort and models.") { argument }, async (parsed, token) =>
        {
            var id = RunId.Parse(parsed.GetRequiredValue(argument));
            using var client = context.Connect(parsed);
            var run = await client.RunAsync(id, token);
            var models = await client.ModelsAsync(id, token);
            var screen = context.Screen;
            screen.Fact("run", run.Run);
            screen.Fact("plan", run.Plan.Name);
            screen.Fact("plan hash", run.PlanHash);
            screen.Fact("privacy mode", PlanFile.Privacy(run.Plan));
            screen.Fact("outcome", run.Message is null ? Words.Of(run.Outcome) : $"{Words.Of(run.Outcome)}: {run.Message}");
            screen.Fact("launched", Words.Of(run.LaunchedAt));
            screen.Fact("rounds", $"{Words.Of(run.ClosedRounds, run.Plan.Rounds)} closed, {run.CommittedRounds} committed");
            if (run.Outcome == RunOutcome.Running)
                screen.Fact("round", $"{run.Round}, {Words.Of(run.Phase)}, {Durations.Text(TimeSpan.FromSeconds(run.SecondsLeft))} to the deadline");
            if (run.Adaptive is { } adaptive)
                ShowAdaptive(screen, run.Plan, adaptive, running: run.Outcome == RunOutcome.Running);
            screen.Fact("model", run.Model);
            screen.Line();
            screen.Table(["partner", "this round"], [.. run.Members.Select(member => new[] { member.Partner.ToString(), Words.Of(member.Status) })]);
            screen.Line();
            screen.Table(
                ["#round", "model", "committed"],
                [.. models.OrderBy(model => model.Round).Select(model => new[]
                {
                    model.Round.ToString(CultureInfo.InvariantCulture), model.Model.ToString(), Words.Of(model.CommittedAt),
                })]);
            return 0;
        });
    }

    private static void ShowAdaptive(Screen screen, RunPlan plan, AdaptiveView adaptive, bool running)
    {
        var reserved = adaptive.Reserved.Length;
        screen.Fact("reserved", reserved == 0 ? "no round yet" : string.Create(CultureInfo.InvariantCulture,
            $"{reserved} rounds, the last with noise multiplier {RoundTerms.Multiplier(adaptive.Reserved[^1])}"));
        if (running)
            screen.Fact("next noise", adaptive.NextNoiseMultiplier().ToString(CultureInfo.InvariantCulture));
        screen.Fact("privacy", $"{Words.Spent(plan, adaptive.Reading(plan, reserved))}; the filter's is the guarantee, the odometer a reading");
    }

    private static Command Stop(CommandContext context)
    {
        var argument = RunArgument();
        return CommandContext.WithAction(new Command("stop", "Stop a run after its current round.") { argument }, async (parsed, token) =>
        {
            var id = RunId.Parse(parsed.GetRequiredValue(argument));
            using var client = context.Connect(parsed);
            await client.StopAsync(id, token);
            context.Screen.Line($"{id} stops after its current round; what is committed stays.");
            return 0;
        });
    }
}
