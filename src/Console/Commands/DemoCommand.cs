using System.CommandLine;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Demo;
using Federated.ConsoleApp.Samples;
using Federated.Domain.Plans;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed demo</c>: a whole federation on one machine.</summary>
public static class DemoCommand
{
    private const int MostPartners = 50;

    /// <summary>Builds the command.</summary>
    public static Command Create(CommandContext context)
    {
        var data = new Option<string>("--data") { Description = "fashion-mnist or wdbc.", HelpName = "SET", DefaultValueFactory = _ => SampleDataset.FashionMnist.Name };
        data.AcceptOnlyFromAmong([.. SampleDataset.All.Select(dataset => dataset.Name)]);
        var mode = new Option<string>("--mode") { Description = "record-central, or none for the same data without privacy.", HelpName = "MODE", DefaultValueFactory = _ => PrivacyPlan.RecordCentral };
        mode.AcceptOnlyFromAmong(PrivacyPlan.RecordCentral, PrivacyPlan.None);
        var rounds = new Option<int?>("--rounds") { Description = "Rounds; default: those of the plan.", HelpName = "N" };
        rounds.Validators.Add(result => Require(result.GetValueOrDefault<int?>() is null or (>= 1 and <= 100_000), result, "--rounds", "1 to 100,000"));
        var partners = new Option<int>("--partners") { Description = "Number of partners.", HelpName = "N", DefaultValueFactory = _ => DemoOptions.UsualPartners };
        partners.Validators.Add(result => Require(result.GetValueOrDefault<int>() is >= 1 and <= MostPartners, result, "--partners", "1 to 50"));
        var alpha = new Option<double>("--alpha") { Description = "How unequal the shares are: Dirichlet(A); smaller is more unequal.", HelpName = "A", DefaultValueFactory = _ => DemoOptions.UsualAlpha };
        alpha.Validators.Add(result => Require(double.IsFinite(result.GetValueOrDefault<double>()) && result.GetValueOrDefault<double>() > 0, result, "--alpha", "a finite number above 0"));
        var seed = new Option<ulong>("--seed") { Description = "Seed of the shares and of the initial model; samples and noise of a private run have none.", HelpName = "N", DefaultValueFactory = _ => 1 };
        seed.Validators.Add(result => Require(result.GetValueOrDefault<ulong>() <= RunPlanRules.LargestSeed, result, "--seed", "0 to 2^53 - 1, as a plan may hold"));
        var seeds = new Option<string?>("--seeds") { Description = "A demo for each of several seeds, such as 1,2,3 or 1-3, and what they reach together.", HelpName = "LIST" };
        seeds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && SeedList.Parse(text).IsEmpty)
                result.AddError($"Got --seeds {text}, wanted 2 to {SeedList.Most} different seeds such as 1,2,3 or 1-3. For one, use --seed.");
        });
        var keep = new Option<string?>("--keep") { Description = "Keep the federation in this folder, and go on with it the next time.", HelpName = "DIR" };
        var home = new Option<string>("--home") { Description = "The folder of a demo that starts afresh.", HelpName = "DIR", DefaultValueFactory = _ => ".demo" };
        var samples = new Option<string?>("--samples") { Description = "The folder of sample plans and data; default: the project's.", HelpName = "DIR" };
        var images = new Option<string>("--fashion-mnist") { Description = "The folder of the Fashion-MNIST files.", HelpName = "DIR", DefaultValueFactory = _ => "/usr/share/datasets/fashion-mnist" };
        var silo = new Option<string?>("--silo") { Description = "The fed-silo to start; default: the one built with this fed.", HelpName = "FILE" };
        var node = new Option<string?>("--node") { Description = "The fed-node to start; default: the one built with this fed.", HelpName = "FILE" };
        var command = new Command("demo", "Run a federation on this machine: a coordinator and its partners, one process each.")
        {
            data, mode, rounds, partners, alpha, seed, seeds, keep, home, samples, images, silo, node,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(seeds) is null)
                return;
            if (result.GetResult(seed) is { Implicit: false })
                result.AddError("Got both --seed and --seeds; wanted one of them.");
            if (result.GetResult(keep) is not null)
                result.AddError("Got --keep with --seeds; wanted --keep alone, to go on with one federation, or --seeds alone, which starts one for each seed.");
        });
        return CommandContext.WithAction(command, async (parsed, token) =>
        {
            var services = context.Services;
            var kept = parsed.GetValue(keep);
            var options = new DemoOptions
            {
                Home = services.FullPath(kept ?? parsed.GetRequiredValue(home)),
                Keep = kept is not null,
                Dataset = SampleDataset.Parse(parsed.GetRequiredValue(data)),
                Private = parsed.GetRequiredValue(mode) != PrivacyPlan.None,
                Rounds = parsed.GetValue(rounds),
                Partners = parsed.GetValue(partners),
                Alpha = parsed.GetValue(alpha),
                Seed = parsed.GetValue(seed),
                Samples = parsed.GetValue(samples) is { } folder ? services.FullPath(folder) : SampleFolder.Locate(services.CurrentDirectory),
                FashionMnist = services.FullPath(parsed.GetRequiredValue(images)),
                Executables = Executables.Locate(FullPath(parsed.GetValue(silo)), FullPath(parsed.GetValue(node))),
            };
            try
            {
                return parsed.GetValue(seeds) is { } list
                    ? await new DemoSeeds(options, SeedList.Parse(list), context.Screen, RunAsync).RunAsync(token)
                    : (await RunAsync(options, token)).Verified ? 0 : FedApplication.Failure;
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                context.Screen.Remark("The demo was interrupted; all its processes have ended.");
                throw;
            }

            Task<DemoOutcome> RunAsync(DemoOptions one, CancellationToken cancellationToken) =>
                new DemoRun(one, context.Screen, WatchCommand.Display(context), services.Time).RunAsync(cancellationToken);

            string? FullPath(string? path) => path is null ? null : services.FullPath(path);
        });
    }

    private static void Require(bool holds, System.CommandLine.Parsing.OptionResult result, string option, string wanted)
    {
        if (!holds)
            result.AddError($"Got {option} {string.Join(' ', result.Tokens.Select(token => token.Value))}, wanted {wanted}.");
    }
}
