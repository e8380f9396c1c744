using System.Diagnostics;
using Federated.Domain.Aggregation;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Protocol;
using Federated.Protocol.Transport;
using Federated.Workbench;

namespace Federated.Ingest;

/// <summary>Four nodes send at one time: to the product (staged, checked, hashed, claimed, folded), and to the bare handlers.</summary>
internal static class IntakeSpeed
{
    private const int Nodes = 4;

    public static async Task Run(int[] sizes)
    {
        var directory = Directory.CreateTempSubdirectory("federated-ingest-").FullName;
        await using var silo = await BenchSilo.Start(Path.Combine(directory, "silo"), "--max-staged-bytes", "4294967296");
        var (certificate, key) = (Path.Combine(directory, "bare.pem"), Path.Combine(directory, "bare.key"));
        var (certificatePem, keyPem) = BareHost.CreateCertificate();
        await File.WriteAllTextAsync(certificate, certificatePem);
        await File.WriteAllTextAsync(key, keyPem);
        await using var bare = ChildProcess.StartSelf("bare-server", certificate, key);
        var url = bare.Hear();
        var clients = Enumerable.Range(0, Nodes).Select(_ => BareHost.Client(url, certificatePem, keyPem)).ToList();
        var partners = new List<BenchPartner>();

        // One more partner, who never answers, keeps every round open: closing it is not measured here.
        for (var i = 0; i <= Nodes; i++)
            partners.Add(await BenchPartner.Enrol(silo, $"partner{i}"));
        Console.WriteLine($"{Nodes} nodes, {Environment.ProcessorCount} cores; MB/s over all nodes, medians");
        Console.WriteLine("    MB  runs   product   bare hash   product/bare   bare hash+file   product/bare");
        foreach (var size in sizes)
        {
            var runs = size switch { <= 10 => 15, <= 100 => 5, _ => 3 };
            var (product, hash, file) = (new List<double>(), new List<double>(), new List<double>());
            for (var run = size <= 10 ? -3 : 0; run < runs; run++)
            {
                var speeds = (await Product(silo, partners, size), await Bare(clients, "/hash", size), await Bare(clients, "/file", size));
                if (run < 0)
                    continue;
                product.Add(speeds.Item1);
                hash.Add(speeds.Item2);
                file.Add(speeds.Item3);
            }

            var (a, b, c) = (Figures.Median(product), Figures.Median(hash), Figures.Median(file));
            Figures.Print($"{size,6} {runs,5} {a,9:F0} {b,11:F0} {a / b,14:P0} {c,16:F0} {a / c,14:P0}");
        }

        partners.ForEach(p => p.Dispose());
        clients.ForEach(c => c.Dispose());
        await bare.DisposeAsync();
        await silo.Process.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private static RunPlan Plan(int megabytes) => new()
    {
        Name = "ingest",
        Model = new() { Kind = "logistic", Inputs = (megabytes * 250_000 / 10) - 1, Outputs = 10 },
        Privacy = new() { Mode = PrivacyPlan.None },
        Cohort = new() { Size = Nodes + 1, Quorum = Nodes + 1 },
        Rounds = 1,
        RoundDeadlineSeconds = 86_400,
        CoordinateBound = 100,
    };

    private static async Task<double> Product(BenchSilo silo, List<BenchPartner> partners, int megabytes)
    {
        var plan = Plan(megabytes);
        var layout = plan.Model.ToSpecification().Layout;
        var run = await silo.Launch(plan);
        var round = new RoundId(run, 1);
        var updates = partners.Take(Nodes).Select(_ => new RepeatedUpdate(round, layout, FixedPointFormat.WeightOne)).ToList();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(partners.Take(Nodes).Zip(updates, (partner, update) => partner.Send(round, update)));
        var time = Stopwatch.GetElapsedTime(start);
        for (var again = 0; again < 2; again++)
        {
            using var response = await silo.Console.PostAsync(Routes.Stop(run), null);
            await ProblemReader.ThrowIfProblem(response);
        }

        return updates.Sum(u => u.Length) / 1e6 / time.TotalSeconds;
    }

    private static async Task<double> Bare(List<HttpClient> clients, string path, int megabytes)
    {
        var layout = Plan(megabytes).Model.ToSpecification().Layout;
        var updates = clients.ConvertAll(_ => new RepeatedUpdate(new(RunId.Parse("run-bare"), 1), layout, FixedPointFormat.WeightOne));
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(clients.Zip(updates, async (client, update) =>
        {
            using var response = await client.PutAsync(path, update);
            response.EnsureSuccessStatusCode();
        }));
        return updates.Sum(u => u.Length) / 1e6 / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
