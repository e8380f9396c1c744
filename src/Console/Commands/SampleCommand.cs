using System.CommandLine;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Samples;
using Federated.ConsoleApp.Samples.Catalog;
using Federated.ConsoleApp.Simulate;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed sample</c>: a plan of samples/plans with its own data, and what it is stated to reach.</summary>
public static class SampleCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string?>("NAME") { Description = "The sample; without a name they are listed.", Arity = ArgumentArity.ZeroOrOne };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the shares and of what is held out.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var workers = new Option<int?>("--workers") { Description = "Partners that train at the same time; default: one on each core.", HelpName = "N" };
        workers.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is not (null or (>= 1 and <= 1024)))
                result.AddError($"Got --workers {result.GetValueOrDefault<int?>()}, wanted 1 to 1,024.");
        });
        var json = new Option<string?>("--json") { Description = "Write the figures of every round to this file.", HelpName = "FILE" };
        var samples = new Option<string?>("--samples") { Description = "The folder of sample plans and data; default: the project's.", HelpName = "DIR" };
        var images = new Option<string>("--fashion-mnist") { Description = "The folder of the Fashion-MNIST files.", HelpName = "DIR", DefaultValueFactory = _ => "/usr/share/datasets/fashion-mnist" };
        var mnist = new Option<string?>("--mnist") { Description = $"The folder of the MNIST files; default: {SampleSources.MnistFolder} in the project.", HelpName = "DIR" };
        var text = new Option<string?>("--text") { Description = "A file of verses in place of the program 'bible', lines such as 'Ge1:1 In the beginning ...'.", HelpName = "FILE" };
        var output = new Option<string?>("--output") { Description = $"The folder of what samples make; default: {SampleSources.OutputFolder} in the project.", HelpName = "DIR" };
        var command = new Command("sample", "Run a sample plan with virtual partners, and compare with what it is stated to reach.")
        {
            name, seed, workers, json, samples, images, mnist, text, output,
        };
        return CommandContext.WithAction(command, async (parsed, token) =>
        {
            var services = context.Services;
            if (parsed.GetValue(name) is not { } chosen)
            {
                List(context.Screen);
                return 0;
            }

            var sample = SampleCatalog.Find(chosen);
            var folder = parsed.GetValue(samples) is { } given ? services.FullPath(given) : SampleFolder.Locate(services.CurrentDirectory);
            var options = new SimulateOptions
            {
                Plan = Path.Combine(folder, "plans", sample.Name + ".json"),
                Partners = sample.Partners,
                Sample = sample,
                Partition = sample.Partition,
                Seed = parsed.GetValue(seed),
                Workers = parsed.GetValue(workers),
                Json = parsed.GetValue(json) is { } file ? services.FullPath(file) : null,
                Samples = folder,
                FashionMnist = services.FullPath(parsed.GetRequiredValue(images)),
                Mnist = Within(mnist, SampleSources.MnistFolder),
                Text = parsed.GetValue(text) is { } verses ? services.FullPath(verses) : null,
                Output = Within(output, SampleSources.OutputFolder),
            };
            context.Screen.Line($"Sample {sample.Name}: {sample.Summary}");
            context.Screen.Line($"Data: {sample.Source}");
            return await new SimulateRun(options, _ => null, context.Screen, WatchCommand.Display(context), services.Time).RunAsync(token);

            string Within(Option<string?> option, string usual) =>
                parsed.GetValue(option) is { } named ? services.FullPath(named) : Path.GetFullPath(Path.Combine(folder, "..", usual));
        });
    }

    private static void List(Screen screen) => screen.Table(
        ["sample", "what it shows", "data"], [.. SampleCatalog.All.Select(sample => new[] { sample.Name, sample.Summary, sample.Source })]);
}
