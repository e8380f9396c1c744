using System.CommandLine;
using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Federation;
using Federated.ConsoleApp.Offline;
using Federated.Domain.Privacy;
using Federated.Protocol.Registry;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed model list</c> and <c>fed model show</c>.</summary>
public static class ModelListCommands
{
    private const int ShortHash = 12;

    /// <summary>Lists models.</summary>
    public static Command List(CommandContext context)
    {
        var track = ModelOptions.Track("Only models of this track.");
        var all = new Option<bool>("--all") { Description = "Every model of every round; default: each run's newest, and those with a tag or an evaluation." };
        return CommandContext.WithAction(new Command("list", "List models with their tags and metrics.") { track, all }, async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            var registry = await client.RegistryAsync(parsed.GetValue(track), parsed.GetValue(all), token);
            context.Screen.Table(
                ["model", "track", "run", "#round", "tags", "metrics", "made"],
                [.. registry.Models.Select(m => new[]
                {
                    m.Model.ToString()[..ShortHash], m.Track, m.Run.ToString(), m.Round.ToString(CultureInfo.InvariantCulture),
                    m.Tags.IsEmpty ? "-" : string.Join(' ', m.Tags.Select(t => t.Track == m.Track ? t.Tag : $"{t.Track}/{t.Tag}")),
                    m.Evaluation is { } e ? Metrics(e) : "-", Words.Of(m.At),
                })]);
            return 0;
        });
    }

    /// <summary>Shows one model.</summary>
    public static Command Show(CommandContext context)
    {
        var model = ModelOptions.Model();
        var track = ModelOptions.Track("The track of the tag, and whose gates are asked; default: the model's own.");
        return CommandContext.WithAction(new Command("show", "Show one model: lineage, metrics, gates, tags and the privacy it cost.") { model, track }, async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            var detail = await client.ModelDetailAsync(parsed.GetRequiredValue(model), parsed.GetValue(track), token);
            await ShowAsync(context.Screen, client, detail, token);
            return 0;
        });
    }

    /// <summary>Metrics on one line.</summary>
    internal static string Metrics(EvaluationView evaluation) => string.Join(' ', evaluation.Metrics.Select(m => FormattableString.Invariant($"{m.Key}={m.Value:0.######}")));

    private static async Task ShowAsync(Screen screen, FederationClient client, ModelDetail detail, CancellationToken cancellationToken)
    {
        var summary = detail.Summary;
        screen.Fact("model", summary.Model);
        screen.Fact("track", summary.Track);
        screen.Fact("tags", summary.Tags.IsEmpty ? "none" : string.Join(", ", summary.Tags.Select(t => $"{t.Tag} in {t.Track}")));
        screen.Fact("layout", detail.Layout);
        foreach (var origin in detail.Origins)
            screen.Fact("named in", string.Create(CultureInfo.InvariantCulture, $"{origin.Run}, {(origin.Round == 0 ? "start" : $"round {origin.Round}")}, {Words.Of(origin.At)}"));
        screen.Line();
        var rows = new List<string[]>();
        foreach (var step in detail.Lineage)
            rows.Add([step.Run.ToString(), Rounds(step), step.First.ToString()[..ShortHash], step.Last.ToString()[..ShortHash], await PrivacyAsync(client, step, cancellationToken)]);
        screen.Table(["lineage", "rounds", "from", "to", "privacy"], rows);
        if (detail.Lineage.Length > 1)
            screen.Line("Each run was charged by itself; budgets over all runs: 'fed partner list'.");
        screen.Line();
        foreach (var e in detail.Evaluations)
            screen.Line(FormattableString.Invariant($"measured {Words.Of(e.At)} by {e.By} on {e.Dataset} ({e.Examples} examples, data {e.Data.ToString()[..ShortHash]}): {Metrics(e)}"));
        foreach (var gate in detail.Gates)
            screen.Line($"gate of {gate.Track} {(gate.Met ? "met" : "NOT met")}: {gate.Finding}");
        foreach (var e in detail.History)
            screen.Line($"{Words.Of(e.At)} {e.Event} {e.Subject} by {e.By}: {e.Reason}");
    }

    private static string Rounds(LineageView step) => string.Create(CultureInfo.InvariantCulture, $"{step.FirstRound}..{step.LastRound}");

    private static async Task<string> PrivacyAsync(FederationClient client, LineageView step, CancellationToken cancellationToken)
    {
        if (step.LastRound == 0)
            return "-";
        var plan = (await client.RunAsync(step.Run, cancellationToken)).Plan;
        return await Task.Run(() => PrivacySchedule.Report(plan, step.LastRound), cancellationToken) is { } report && PrivacySchedule.Unit(plan) is { } unit
            ? $"{plan.Privacy.Mode}, epsilon {Words.Epsilon(report.Epsilon)} ({Words.Basis(report.Delta, unit)})"
            : PlanFile.Privacy(plan);
    }
}
