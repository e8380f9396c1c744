using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Models.Transfer;
using Federated.Domain.Plans;
using Federated.Domain.Registry;

namespace Federated.ConsoleApp.Commands;

/// <summary>
/// <c>fed model import</c>: brings in somebody else's safetensors file, fitted to the model of a plan, as a model that runs may start from
/// (<c>model.initial</c>, or <c>model.transfer.base</c>).
/// </summary>
public static class ModelImportCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "A safetensors file, of PyTorch, Hugging Face or this program." };
        var plan = new Option<string>("--plan") { Description = "The plan whose model it is for.", HelpName = "PLAN", Required = true };
        var name = new Option<string?>("--name") { Description = "Its name, also its track; default: from the file's name.", HelpName = "NAME" };
        var source = new Option<string?>("--source") { Description = "Where it comes from, for the ledger; default: the file's name.", HelpName = "TEXT" };
        var maps = new Option<string[]>("--map") { Description = "Renames: names that begin with FROM begin with TO; may be given several times.", HelpName = "FROM=TO", DefaultValueFactory = _ => [] };
        var fresh = new Option<string[]>("--fresh") { Description = "Tensors that keep initial parameters; '*' stands for any characters.", HelpName = "PATTERN", DefaultValueFactory = _ => [] };
        var command = new Command("import", "Bring in a safetensors file as a model that runs may start from.") { file, plan, name, source, maps, fresh };
        return CommandContext.WithAction(command, async (parsed, token) =>
        {
            var services = context.Services;
            var path = services.FullPath(parsed.GetRequiredValue(file));
            var model = Model(services.FullPath(parsed.GetRequiredValue(plan)));
            var specification = model.ToSpecification();
            var weights = PretrainedWeights.Read(
                await File.ReadAllBytesAsync(path, token), specification, model.Seed, [.. parsed.GetRequiredValue(maps).Select(Rename)], parsed.GetRequiredValue(fresh));
            using var client = context.Connect(parsed);
            var stored = await client.ImportAsync(
                parsed.GetValue(name) ?? RegistryNames.TrackOf(Path.GetFileNameWithoutExtension(path)), parsed.GetValue(source) ?? Path.GetFileName(path),
                ModelFile.Write(specification.Layout, weights.Values), token);
            var screen = context.Screen;
            screen.Fact("model", stored.Model);
            screen.Fact("layout", stored.Layout);
            screen.Fact("parameters", stored.Parameters.ToString("N0", CultureInfo.InvariantCulture));
            screen.Fact("from the file", List(weights.Taken));
            screen.Fact("fresh", List(weights.Fresh));
            if (!weights.Unused.IsEmpty)
                screen.Remark($"Not in the model, and left out: {List(weights.Unused)}");
            screen.Line($"Start a run from it with \"model\": {{ \"initial\": \"{stored.Model}\" }}, or from parts of it with \"transfer\": {{ \"base\": ... }}.");
            return 0;
        });
    }

    /// <summary>The model alone: a private plan may still lack its numbers of examples.</summary>
    private static ModelPlan Model(string path)
    {
        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: options)?["model"].Deserialize<ModelPlan>(RunPlanFile.JsonOptions)
                ?? throw new JsonException("it has no model.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FederatedException(ErrorCodes.PlanUnreadable, $"The plan {path} cannot be read: {e.Message} 'fed plan schema' prints what a plan may hold.", inner: e);
        }
    }

    private static KeyValuePair<string, string> Rename(string text) => text.Split('=') is [{ Length: > 0 } from, var to]
        ? new(from, to)
        : throw new FederatedException(ErrorCodes.UsageInvalid, $"Got --map {text}, wanted FROM=TO, for example --map bert.=layers.");

    private static string List(IReadOnlyCollection<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);
}
