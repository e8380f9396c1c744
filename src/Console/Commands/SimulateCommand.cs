using System.CommandLine;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Samples;
using Federated.ConsoleApp.Simulate;
using Federated.ConsoleApp.Watch;
using Federated.Domain.Errors;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed simulate</c>: a plan with virtual partners in one process.</summary>
public static class SimulateCommand
{
    private const int MostPartners = 10_000;
    private const int MostWorkers = 1024;

    /// <summary>Builds the command.</summary>
    public static Command Create(CommandContext context)
    {
        var plan = new Argument<string>("PLAN") { Description = "The plan, a JSON file; a private one may leave out privacy.partnerExamples." };
        var partners = new Option<int>("--partners") { Description = "Number of virtual partners.", HelpName = "N", Required = true };
        partners.Validators.Add(result => Require(result.GetValueOrDefault<int>() is >= 1 and <= MostPartners, result, "--partners", "1 to 10,000"));
        var data = new Option<string[]>("--data")
        {
            Description = "fashion-mnist, wdbc, one CSV file, or IDX images and labels.", HelpName = "SET|FILE",
            Arity = new ArgumentArity(1, 2), AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [SampleDataset.FashionMnist.Name],
        };
        var partition = new Option<string>("--partition") { Description = "How examples are given out: iid, dirichlet:ALPHA or shards:K.", HelpName = "HOW", DefaultValueFactory = _ => "dirichlet:0.5" };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the shares.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var workers = new Option<int?>("--workers") { Description = "Partners that train at the same time; default: one on each core.", HelpName = "N" };
        workers.Validators.Add(result => Require(result.GetValueOrDefault<int?>() is null or (>= 1 and <= MostWorkers), result, "--workers", "1 to 1,024"));
        var rounds = new Option<int?>("--rounds") { Description = "Rounds; default: those of the plan.", HelpName = "N" };
        rounds.Validators.Add(result => Require(result.GetValueOrDefault<int?>() is null or (>= 1 and <= 100_000), result, "--rounds", "1 to 100,000"));
        var cohort = new Option<int?>("--cohort") { Description = "Partners in a round, all of which must answer; default: the plan's cohort.", HelpName = "N" };
        cohort.Validators.Add(result => Require(result.GetValueOrDefault<int?>() is null or (>= 1 and <= MostPartners), result, "--cohort", "1 to 10,000"));
        var keep = new Option<string?>("--keep") { Description = "Keep the federation's data directory here: an empty folder. Default: it is deleted.", HelpName = "DIR" };
        var json = new Option<string?>("--json") { Description = "Write the figures of every round to this file.", HelpName = "FILE" };
        var samples = new Option<string?>("--samples") { Description = "The folder of sample plans and data; default: the project's.", HelpName = "DIR" };
        var images = new Option<string>("--fashion-mnist") { Description = "The folder of the Fashion-MNIST files.", HelpName = "DIR", DefaultValueFactory = _ => "/usr/share/datasets/fashion-mnist" };
        var command = new Command("simulate", "Run a plan with many virtual partners in this process: the same grains and the same node, without HTTP.")
        {
            plan, partners, data, partition, seed, workers, rounds, cohort, keep, json, samples, images,
        };
        var heldOut = new HeldOutOptions(command);
        return CommandContext.WithAction(command, async (parsed, token) =>
        {
            var services = context.Services;
            var (dataset, files) = Data(parsed.GetRequiredValue(data), services);
            var options = new SimulateOptions
            {
                Plan = services.FullPath(parsed.GetRequiredValue(plan)),
                Partners = parsed.GetRequiredValue(partners),
                Dataset = dataset,
                Files = [.. files],
                Partition = parsed.GetRequiredValue(partition),
                Seed = parsed.GetValue(seed),
                Workers = parsed.GetValue(workers),
                Rounds = parsed.GetValue(rounds),
                Cohort = parsed.GetValue(cohort),
                Keep = FullPath(parsed.GetValue(keep)),
                Json = FullPath(parsed.GetValue(json)),
                Samples = dataset != SampleDataset.Wdbc ? null : FullPath(parsed.GetValue(samples)) ?? SampleFolder.Locate(services.CurrentDirectory),
                FashionMnist = services.FullPath(parsed.GetRequiredValue(images)),
            };
            return await new SimulateRun(options, run => heldOut.Load(parsed, run, services), context.Screen, WatchCommand.Display(context), services.Time).RunAsync(token);

            string? FullPath(string? path) => path is null ? null : services.FullPath(path);
        });
    }

    private static (SampleDataset? Dataset, IEnumerable<string> Files) Data(string[] named, FedServices services)
    {
        if (named is [var name] && SampleDataset.All.FirstOrDefault(known => known.Name == name) is { } dataset)
            return (dataset, []);
        string[] paths = [.. named.Select(services.FullPath)];
        return Array.TrueForAll(paths, File.Exists)
            ? (null, paths)
            : throw new FederatedException(ErrorCodes.UsageInvalid,
                $"Got --data {string.Join(' ', named)}, wanted {string.Join(" or ", SampleDataset.All.Select(known => known.Name))}, a CSV file that is there, or IDX images and labels that are there.");
    }

    private static void Require(bool holds, System.CommandLine.Parsing.OptionResult result, string option, string wanted)
    {
        if (!holds)
            result.AddError($"Got {option} {string.Join(' ', result.Tokens.Select(token => token.Value))}, wanted {wanted}.");
    }
}
