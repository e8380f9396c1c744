using System.CommandLine;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Registry;
using Federated.Protocol.Registry;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed model tag</c>, <c>untag</c>, <c>release</c> and <c>rollback</c>.</summary>
public static class ModelTagCommands
{
    /// <summary>Sets a tag.</summary>
    public static Command Tag(CommandContext context)
    {
        var model = ModelOptions.Model();
        var tag = new Argument<string>("TAG") { Description = "The tag, for example 'candidate'; 'released' is set as 'fed model release' sets it." };
        var (track, reason) = (InTrack(), ModelOptions.Reason(required: false));
        return CommandContext.WithAction(new Command("tag", "Set a tag at a model; it leaves the model it stood at.") { model, tag, track, reason }, (parsed, token) =>
            SetAsync(context, parsed, parsed.GetRequiredValue(model), parsed.GetRequiredValue(tag), parsed.GetValue(track), parsed.GetRequiredValue(reason), token));
    }

    /// <summary>Releases a model.</summary>
    public static Command Release(CommandContext context)
    {
        var model = ModelOptions.Model();
        var (track, reason) = (InTrack(), ModelOptions.Reason(required: false));
        return CommandContext.WithAction(new Command("release", "Release a model that passes every gate of its track.") { model, track, reason }, (parsed, token) =>
            SetAsync(context, parsed, parsed.GetRequiredValue(model), RegistryNames.Released, parsed.GetValue(track), parsed.GetRequiredValue(reason), token));
    }

    /// <summary>Takes a tag away.</summary>
    public static Command Untag(CommandContext context)
    {
        var tag = new Argument<string>("TAG") { Description = "The tag; of 'released', the release is withdrawn and nothing is released." };
        var track = ModelOptions.Track("The track.", required: true);
        var reason = ModelOptions.Reason(required: true);
        return CommandContext.WithAction(new Command("untag", "Take a tag away.") { tag, track, reason }, async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            await client.UntagAsync(parsed.GetRequiredValue(track)!, parsed.GetRequiredValue(tag), parsed.GetRequiredValue(reason), token);
            context.Screen.Line($"'{parsed.GetRequiredValue(tag)}' stands nowhere in track '{parsed.GetRequiredValue(track)}' now.");
            return 0;
        });
    }

    /// <summary>Returns to the model released before.</summary>
    public static Command Rollback(CommandContext context)
    {
        var track = ModelOptions.Track("The track.", required: true);
        var reason = ModelOptions.Reason(required: true);
        return CommandContext.WithAction(new Command("rollback", "Take the released model back: the one released before it stands again.") { track, reason }, async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            var done = await client.RollbackAsync(parsed.GetRequiredValue(track)!, parsed.GetRequiredValue(reason), token);
            context.Screen.Fact("taken back", done.From);
            context.Screen.Fact("released", done.To);
            return 0;
        });
    }

    private static Option<string?> InTrack() => ModelOptions.Track("The track; default: that of the plan that made the model.");

    private static async Task<int> SetAsync(
        CommandContext context, ParseResult parsed, string reference, string tag, string? named, string reason, CancellationToken cancellationToken)
    {
        using var client = context.Connect(parsed);
        var (model, track) = await ModelOptions.FindAsync(client, reference, named, cancellationToken);
        await client.TagAsync(track, tag, new TagRequest(model.Summary.Model, reason), cancellationToken);
        context.Screen.Fact("model", model.Summary.Model);
        context.Screen.Fact("tag", $"{tag} in track {track}");
        context.Screen.Line("It stands in the ledger.");
        return 0;
    }
}
