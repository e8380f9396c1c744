using System.CommandLine;
using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Federation;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Protocol.Runs;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed model</c>: the registry of models, and taking one home.</summary>
public static class ModelCommands
{
    /// <summary>Builds the group.</summary>
    public static Command Create(CommandContext context) => new("model", "List, measure, compare, release and download models.")
    {
        ModelListCommands.List(context),
        ModelListCommands.Show(context),
        ModelImportCommand.Create(context),
        ModelEvaluateCommand.Create(context),
        ModelDiffCommand.Create(context),
        ModelTagCommands.Tag(context),
        ModelTagCommands.Untag(context),
        ModelGateCommands.Create(context),
        ModelTagCommands.Release(context),
        ModelTagCommands.Rollback(context),
        Get(context),
        Download(context),
        ModelGcCommand.Create(context),
    };

    /// <summary>The model of a round, or the newest.</summary>
    /// <exception cref="FederatedException">FED-1306 when the round has none.</exception>
    internal static ModelVersion Pick(RunId run, IReadOnlyCollection<ModelVersion> models, int? round)
    {
        var newest = models.MaxBy(model => model.Round);
        return (round is { } number ? models.FirstOrDefault(model => model.Round == number) : newest)
            ?? throw new FederatedException(ErrorCodes.ModelUnknown, string.Create(CultureInfo.InvariantCulture,
                $"Run {run} has no committed model of round {round}; wanted one of 0 to {newest?.Round ?? 0}. 'fed run show {run}' lists them."));
    }

    private static Command Get(CommandContext context)
    {
        var model = ModelOptions.Model();
        var track = ModelOptions.Track("The track of the tag.");
        var output = new Option<string>("--output", "-o") { Description = "The safetensors file to write.", HelpName = "FILE", Required = true };
        return CommandContext.WithAction(new Command("get", "Download a model by hash, the beginning of one, or tag.") { model, track, output }, async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            var (found, _) = await ModelOptions.FindAsync(client, parsed.GetRequiredValue(model), parsed.GetValue(track), token);
            var path = context.Services.FullPath(parsed.GetRequiredValue(output));
            await SaveAsync(client, found.Summary.Model, path, token);
            context.Screen.Fact("model", found.Summary.Model);
            context.Screen.Fact("run", string.Create(CultureInfo.InvariantCulture, $"{found.Summary.Run}, round {found.Summary.Round}"));
            context.Screen.Fact("file", path);
            return 0;
        });
    }

    private static Command Download(CommandContext context)
    {
        var run = RunCommands.RunArgument();
        var round = new Option<int?>("--round") { Description = "The round that made the model, 0 for the initial one; default: the newest.", HelpName = "N" };
        var output = new Option<string>("--output", "-o") { Description = "The safetensors file to write.", HelpName = "FILE", Required = true };
        return CommandContext.WithAction(new Command("download", "Download a committed model as a safetensors file.") { run, round, output }, async (parsed, token) =>
        {
            var id = RunId.Parse(parsed.GetRequiredValue(run));
            using var client = context.Connect(parsed);
            var version = Pick(id, await client.ModelsAsync(id, token), parsed.GetValue(round));
            var path = context.Services.FullPath(parsed.GetRequiredValue(output));
            await SaveAsync(client, version.Model, path, token);
            context.Screen.Fact("model", version.Model);
            context.Screen.Fact("round", version.Round.ToString(CultureInfo.InvariantCulture));
            context.Screen.Fact("file", path);
            return 0;
        });
    }

    /// <summary>Writes a model to a file.</summary>
    internal static async Task SaveAsync(FederationClient client, ContentHash model, string path, CancellationToken cancellationToken)
    {
        var bytes = await client.ModelAsync(model, cancellationToken);
        await ReplacedFile.WriteAsync(path, stream => stream.WriteAsync(bytes, cancellationToken).AsTask());
    }
}
