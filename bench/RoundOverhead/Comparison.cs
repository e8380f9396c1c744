using System.Diagnostics;
using System.Globalization;
using Federated.Domain.Plans;
using Federated.Workbench;

namespace Federated.RoundOverhead;

/// <summary>Alternates blocks of rounds of the product and of the bare requests, and prints medians.</summary>
internal static class Comparison
{
    public const int Nodes = 10;
    public const int Parameters = 55_050;
    public const int ModelBytes = Parameters * sizeof(float);

    /// <summary>Rounds measured in a block; one more is started, whose beginning is the last one's end.</summary>
    private const int BlockRounds = 10;

    private const int WarmUpRounds = 300;

    public static async Task<int> Run(int blocks)
    {
        var directory = Directory.CreateTempSubdirectory("federated-overhead-").FullName;
        await using var silo = await BenchSilo.Start(Path.Combine(directory, "silo"));
        var children = new List<ChildProcess>();
        try
        {
            var nodes = new List<ChildProcess>();
            for (var i = 0; i < Nodes; i++)
            {
                nodes.Add(ChildProcess.StartSelf("node", Path.Combine(directory, $"node{i}")));
                children.Add(nodes[i]);
                nodes[i].Tell(await silo.Invite($"partner{i}"));
            }

            nodes.ForEach(node => node.Hear());
            var (server, clients) = await StartBare(directory, children);

            var (product, plain, durable) = (new List<double>(), new List<double>(), new List<double>());
            var phases = new List<Phases>();
            var cpu = new double[3];
            for (var block = 0; block <= blocks; block++)
            {
                var rounds = block == 0 ? WarmUpRounds : BlockRounds;
                var before = silo.Process.ProcessorTime;
                var nodesBefore = nodes.Sum(n => n.ProcessorTime.TotalMilliseconds);
                var (times, phasesOfBlock) = await ProductRounds(silo, nodes, rounds);
                var cpuSilo = (silo.Process.ProcessorTime - before).TotalMilliseconds / (rounds + 1);
                var cpuNodes = (nodes.Sum(n => n.ProcessorTime.TotalMilliseconds) - nodesBefore) / (rounds + 1);
                before = server.ProcessorTime;
                nodesBefore = clients.Sum(n => n.ProcessorTime.TotalMilliseconds);
                var plainTimes = BareRounds(clients, "/plain", rounds);
                var cpuBare = ((server.ProcessorTime - before).TotalMilliseconds + clients.Sum(n => n.ProcessorTime.TotalMilliseconds) - nodesBefore) / (rounds + 1);
                var durableTimes = BareRounds(clients, "/durable", rounds);
                Figures.Print($"{(block == 0 ? "warm-up" : $"block {block}"),-8} product {Figures.Median(times),7:F1} ms   bare {Figures.Median(plainTimes),6:F1} ms   bare with a sync {Figures.Median(durableTimes),6:F1} ms");
                if (block == 0)
                    continue;
                product.AddRange(times);
                phases.AddRange(phasesOfBlock);
                plain.AddRange(plainTimes);
                durable.AddRange(durableTimes);
                cpu[0] += cpuSilo / blocks;
                cpu[1] += cpuNodes / blocks;
                cpu[2] += cpuBare / blocks;
            }

            Print("the product", product);
            Phases.Print(phases);
            Print("ten bare requests", plain);
            Print("ten bare requests and one fsync", durable);
            Figures.Print($"product / bare {Figures.Median(product) / Figures.Median(plain):F2}   product / bare with a sync {Figures.Median(product) / Figures.Median(durable):F2}");
            Figures.Print($"processor time a round: silo {cpu[0]:F1} ms, ten nodes {cpu[1]:F1} ms; bare, server and clients {cpu[2]:F1} ms; {Environment.ProcessorCount} cores");
            return 0;
        }
        finally
        {
            foreach (var child in children)
                await child.DisposeAsync();
            await silo.Process.DisposeAsync();
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void Print(string what, List<double> times) => Figures.Print(
        $"{what,-32} {times.Count} rounds, median {Figures.Median(times),7:F2} ms, {Figures.Quantile(times, 0.1):F2} to {Figures.Quantile(times, 0.9):F2} (10 % to 90 %)");

    private static async Task<(ChildProcess Server, List<ChildProcess> Clients)> StartBare(string directory, List<ChildProcess> children)
    {
        var (certificate, key) = (Path.Combine(directory, "bare.pem"), Path.Combine(directory, "bare.key"));
        var (certificatePem, keyPem) = BareHost.CreateCertificate();
        await File.WriteAllTextAsync(certificate, certificatePem);
        await File.WriteAllTextAsync(key, keyPem);
        var server = ChildProcess.StartSelf("bare-server", certificate, key);
        children.Add(server);
        var url = server.Hear();
        var clients = Enumerable.Range(0, Nodes).Select(_ => ChildProcess.StartSelf("bare-client", url, certificate, key)).ToList();
        children.AddRange(clients);
        clients.ForEach(client => client.Hear());
        return (server, clients);
    }

    /// <summary>The times of a run's rounds but the last, in milliseconds.</summary>
    private static async Task<(double[] Times, Phases[] Phases)> ProductRounds(BenchSilo silo, List<ChildProcess> nodes, int rounds)
    {
        var run = await silo.Launch(new()
        {
            Name = "overhead",
            Model = new() { Kind = "logistic", Inputs = (Parameters / 10) - 1, Outputs = 10 },
            Privacy = new() { Mode = PrivacyPlan.None },
            Cohort = new() { Size = Nodes, Quorum = Nodes },
            Rounds = rounds + 1,
            CoordinateBound = 100,
        });
        var starts = Starts(nodes, rounds);
        await silo.Closed(run, rounds + 1);
        return (Periods(starts), await Phases.Of(silo, run, starts));
    }

    private static double[] BareRounds(List<ChildProcess> clients, string path, int rounds)
    {
        clients.ForEach(client => client.Tell(string.Create(CultureInfo.InvariantCulture, $"{path} {rounds + 1}")));
        return Periods(Starts(clients, rounds));
    }

    /// <summary>When the first and the last of the ten began each round, as <see cref="Stopwatch"/> counts.</summary>
    private static (long First, long Last)[] Starts(List<ChildProcess> children, int rounds) =>
    [
        .. Enumerable.Range(1, rounds + 1).Select(round =>
        {
            var starts = children.ConvertAll(child =>
            {
                var words = child.Hear().Split(' ');
                return int.Parse(words[1], CultureInfo.InvariantCulture) == round
                    ? long.Parse(words[2], CultureInfo.InvariantCulture)
                    : throw new InvalidOperationException($"Got round {words[1]}, wanted {round}.");
            });
            return (starts.Min(), starts.Max());
        }),
    ];

    /// <summary>A round lasts from when the first of the ten begins it until the first begins the next.</summary>
    private static double[] Periods((long First, long Last)[] starts) =>
        [.. starts.Zip(starts.Skip(1), (a, b) => (b.First - a.First) * 1000.0 / Stopwatch.Frequency)];
}
