using System.CommandLine;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Models;
using Federated.Domain.Registry;
using Federated.Protocol.Registry;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed model gate</c>: what models of a track must show before they are released.</summary>
public static class ModelGateCommands
{
    /// <summary>Builds the group.</summary>
    public static Command Create(CommandContext context) => new("gate", "Agree on what models of a track must show before they are released.")
    {
        Set(context),
        Remove(context),
        List(context),
    };

    private static Command Set(CommandContext context)
    {
        var (track, metric, reason) = (Track(), Metric(), ModelOptions.Reason(required: false));
        (string Bound, Option<double?> Option)[] bounds =
        [
            (QualityGate.Minimum, Value(QualityGate.Minimum, "The metric is at least this.")),
            (QualityGate.Maximum, Value(QualityGate.Maximum, "The metric is at most this.")),
            (QualityGate.Drop, Value(QualityGate.Drop, "On the same data the metric is no more than this below the released model's.")),
            (QualityGate.Rise, Value(QualityGate.Rise, "On the same data the metric is no more than this above the released model's.")),
        ];
        var data = new Option<string?>("--data") { Description = "Hash of the held-out data it must be measured on, as 'fed model evaluate' prints it; default: any.", HelpName = "HASH" };
        data.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !ContentHash.TryParse(text, out _))
                result.AddError($"Got --data '{text}', wanted a hash of 64 hex digits.");
        });
        var command = new Command("set", "Agree on a gate; it stands in the ledger until it is set again or removed.") { track, metric, data, reason };
        foreach (var (_, option) in bounds)
            command.Add(option);
        return CommandContext.WithAction(command, async (parsed, token) =>
        {
            var (bound, value) = ModelOptions.Bound(parsed, bounds);
            ContentHash? on = parsed.GetValue(data) is { } text ? ContentHash.Parse(text) : null;
            using var client = context.Connect(parsed);
            await client.AgreeGateAsync(parsed.GetRequiredValue(track)!, parsed.GetRequiredValue(metric), bound, new GateRequest(value, parsed.GetRequiredValue(reason), on), token);
            context.Screen.Fact("track", parsed.GetRequiredValue(track)!);
            context.Screen.Fact("gate", new QualityGate(parsed.GetRequiredValue(metric), bound, FixedPoint.Micro(value), on).Text);
            return 0;
        });
    }

    private static Command Remove(CommandContext context)
    {
        var (track, metric, reason) = (Track(), Metric(), ModelOptions.Reason(required: true));
        var bound = new Option<string>("--bound") { Description = "The bound of the gate.", HelpName = "BOUND", Required = true };
        bound.AcceptOnlyFromAmong([.. QualityGate.Bounds]);
        return CommandContext.WithAction(new Command("remove", "Withdraw a gate.") { track, metric, bound, reason }, async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            await client.WithdrawGateAsync(
                parsed.GetRequiredValue(track)!, parsed.GetRequiredValue(metric), parsed.GetRequiredValue(bound), parsed.GetRequiredValue(reason), token);
            context.Screen.Line("The gate is withdrawn; the ledger says so.");
            return 0;
        });
    }

    private static Command List(CommandContext context)
    {
        var track = ModelOptions.Track("Only this track.");
        return CommandContext.WithAction(new Command("list", "List the gates that stand.") { track }, async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            var registry = await client.RegistryAsync(parsed.GetValue(track), all: false, token);
            context.Screen.Table(
                ["track", "gate", "data"],
                [.. registry.Tracks.SelectMany(t => t.Gates.Select(g => new[] { t.Track, g.Text, g.Data?.ToString() ?? "any" }))]);
            return 0;
        });
    }

    private static Option<string?> Track() => ModelOptions.Track("The track.", required: true);

    private static Option<string> Metric() => new("--metric") { Description = "The metric, for example accuracy or loss.", HelpName = "NAME", Required = true };

    private static Option<double?> Value(string bound, string description) => new("--" + bound) { Description = description, HelpName = "VALUE" };
}
