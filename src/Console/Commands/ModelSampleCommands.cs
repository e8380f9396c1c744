using System.CommandLine;
using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Offline;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Training.Data.Tokens;
using Federated.Training.Models;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed model sample</c> and <c>fed model generate</c>: what a generative model makes, from a downloaded file and its plan, without a federation.</summary>
internal static class ModelSampleCommands
{
    /// <summary>Pictures of a generator.</summary>
    internal static Command Sample(CommandContext context)
    {
        var (plan, model, seed) = (Plan(), Model(), Seed());
        var output = new Option<string>("--output", "-o") { Description = "The PNG file to write, one sheet of all examples.", HelpName = "FILE", Required = true };
        var count = new Option<int>("--count") { Description = "Examples, 1 to 1,024.", HelpName = "N", DefaultValueFactory = _ => 64 };
        return CommandContext.WithAction(new Command("sample", "Draw examples of a gan, as one PNG sheet.") { plan, model, output, count, seed }, async (parsed, token) =>
        {
            var (specification, parameters, _) = Read(context, parsed.GetRequiredValue(plan), parsed.GetRequiredValue(model));
            var wanted = parsed.GetValue(count);
            if (wanted is < 1 or > 1024)
                throw new FederatedException(ErrorCodes.UsageInvalid, FormattableString.Invariant($"Got --count {wanted}, wanted 1 to 1,024."));
            if (specification.Input is not [1 or 3, _, _])
            {
                throw new FederatedException(ErrorCodes.PlanInvalid,
                    $"Got examples of shape [{string.Join(", ", specification.Input)}], wanted images [1 or 3, height, width]. Give the plan's model a shape.");
            }

            var path = context.Services.FullPath(parsed.GetRequiredValue(output));
            await File.WriteAllBytesAsync(path, Sheet(specification, ModelSampler.Sample(specification, parameters, wanted, parsed.GetValue(seed)), wanted), token);
            context.Screen.Fact("examples", wanted.ToString(CultureInfo.InvariantCulture));
            context.Screen.Fact("file", path);
            return 0;
        });
    }

    /// <summary>Text of a language model.</summary>
    internal static Command Generate(CommandContext context)
    {
        var (plan, model, seed) = (Plan(), Model(), Seed());
        var prompt = new Option<string>("--prompt") { Description = "The beginning of the text.", HelpName = "TEXT", Required = true };
        var tokens = new Option<int>("--tokens") { Description = "Tokens to add, 1 to 100,000.", HelpName = "N", DefaultValueFactory = _ => 100 };
        var temperature = new Option<double>("--temperature") { Description = "0 for the likeliest token always; 1 draws as the model says.", HelpName = "T", DefaultValueFactory = _ => 1 };
        var vocabulary = new Option<string?>("--vocabulary") { Description = "The vocabulary file, for a plan that names one by its hash.", HelpName = "FILE" };
        return CommandContext.WithAction(new Command("generate", "Continue a text with a gpt.") { plan, model, prompt, tokens, temperature, seed, vocabulary }, (parsed, _) =>
        {
            var (specification, parameters, text) = Read(context, parsed.GetRequiredValue(plan), parsed.GetRequiredValue(model));
            var wanted = parsed.GetValue(tokens);
            if (wanted is < 1 or > 100_000)
                throw new FederatedException(ErrorCodes.UsageInvalid, FormattableString.Invariant($"Got --tokens {wanted}, wanted 1 to 100,000."));
            if (text is null)
                throw new FederatedException(ErrorCodes.PlanInvalid, "The plan has no data.text, which says what the model's tokens are. Give the plan that the model was trained with.");
            var file = parsed.GetValue(vocabulary);
            var tokenizer = Tokenizers.Of(text, file is null ? null : context.Services.FullPath(file));
            var ids = new List<int>();
            tokenizer.Encode(parsed.GetRequiredValue(prompt), ids);
            context.Screen.Line(tokenizer.Decode(ModelSampler.Generate(specification, parameters, ids, wanted, parsed.GetValue(temperature), parsed.GetValue(seed))));
            return Task.FromResult(0);
        });
    }

    private static Option<string> Plan() => new("--plan") { Description = "The plan that the model was trained with, a JSON file.", HelpName = "FILE", Required = true };

    private static Option<string> Model() => new("--model") { Description = "The model, a safetensors file of 'fed model get' or 'fed model download'.", HelpName = "FILE", Required = true };

    private static Option<ulong> Seed() => new("--seed") { Description = "The same seed draws the same.", HelpName = "N", DefaultValueFactory = _ => 1 };

    private static (ModelSpecification Model, float[] Parameters, TextPlan? Text) Read(CommandContext context, string plan, string model)
    {
        var read = PlanFile.Read(context.Services.FullPath(plan));
        if (read.Query is not null)
            throw new FederatedException(ErrorCodes.PlanInvalid, "The plan asks a query and trains no model; wanted one of a gan or a gpt.");
        var specification = read.Specification;
        try
        {
            return (specification, ModelFile.Read(File.ReadAllBytes(context.Services.FullPath(model)), specification.Layout), read.Data.Text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FederatedException(ErrorCodes.ModelMalformed, $"The model {model} cannot be read: {e.Message}", inner: e);
        }
    }

    /// <summary>Examples side by side, in rows as long as there are rows; -1 is black and 1 is white.</summary>
    private static byte[] Sheet(ModelSpecification model, float[] values, int count)
    {
        var (channels, height, width) = (model.Input[0], model.Input[1], model.Input[2]);
        var across = (int)Math.Ceiling(Math.Sqrt(count));
        var down = (count + across - 1) / across;
        var pixels = new byte[across * width * down * height * channels];
        for (var i = 0; i < values.Length; i++)
        {
            var (example, within) = (i / model.Inputs, i % model.Inputs);
            var (channel, y, x) = (within / (height * width), within / width % height, within % width);
            var at = ((((example / across * height) + y) * across * width) + (example % across * width) + x) * channels;
            pixels[at + channel] = (byte)Math.Clamp((values[i] + 1) * 127.5f, 0, 255);
        }

        return PngImage.Write(pixels, across * width, down * height, channels);
    }
}
