// Many nodes that wait for work: what one costs the silo, and how long the news of a round takes to reach them.
//   dotnet run -c Release --project bench/LongPolls [waiters]
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Federated.Domain.Plans;
using Federated.Protocol;
using Federated.Protocol.Work;
using Federated.Workbench;

var waiters = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1000;
var directory = Directory.CreateTempSubdirectory("federated-polls-").FullName;
await using var silo = await BenchSilo.Start(Path.Combine(directory, "silo"));

// Every partner has a certificate, and so a connection, of its own.
var partners = new BenchPartner[waiters];
await Parallel.ForAsync(0, waiters, new ParallelOptions { MaxDegreeOfParallelism = 4 },
    async (i, _) => partners[i] = await BenchPartner.Enrol(silo, string.Create(CultureInfo.InvariantCulture, $"partner{i}")));
Console.WriteLine($"{waiters} partners are enrolled");

// Connected and idle first: the difference to waiting is the poll itself.
await Task.Delay(TimeSpan.FromSeconds(5));
var enrolled = silo.Process.Memory("VmRSS");
await Parallel.ForEachAsync(partners, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (partner, token) =>
{
    using var response = await partner.Node.PostAsJsonAsync(Routes.Work, new WorkRequest(0, []), ProtocolJson.Options, token);
    response.EnsureSuccessStatusCode();
});
await Task.Delay(TimeSpan.FromSeconds(5));
var connected = silo.Process.Memory("VmRSS");

// A node asks again when a wait ends without work.
var answered = partners.Select(async partner =>
{
    var assignment = await partner.NextAssignment();
    return (Stopwatch.GetTimestamp(), assignment.Round);
}).ToArray();
await Task.Delay(TimeSpan.FromSeconds(10));
var waiting = silo.Process.Memory("VmRSS");
Figures.Print($"memory of the silo: {enrolled / 1e6:F0} MB when all were enrolled, {connected / 1e6:F0} MB connected, {waiting / 1e6:F0} MB waiting");
Figures.Print($"a waiter: {(waiting - enrolled) / 1024.0 / waiters:F1} KiB, {(waiting - connected) / 1024.0 / waiters:F1} KiB of it beyond its connection");
var cpu = silo.Process.ProcessorTime;
await Task.Delay(TimeSpan.FromSeconds(10));
Figures.Print($"processor time of the silo while all wait: {(silo.Process.ProcessorTime - cpu).TotalSeconds * 10:F1} % of one core");

var start = Stopwatch.GetTimestamp();
await silo.Launch(new()
{
    Name = "polls",
    Model = new() { Kind = "logistic", Inputs = 4, Outputs = 2 },
    Privacy = new() { Mode = PrivacyPlan.None },
    Cohort = new() { Size = waiters, Quorum = 1 },
    Rounds = 1,
    RoundDeadlineSeconds = 3600,
    CoordinateBound = 1,
});
var launched = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
var times = (await Task.WhenAll(answered)).Select(a => Stopwatch.GetElapsedTime(start, a.Item1).TotalMilliseconds).Order().ToArray();
Figures.Print($"from the launch's request to the assignment in the node's hands: first {times[0]:F0} ms, median {Figures.Median(times):F0} ms, last {times[^1]:F0} ms (the launch was answered after {launched:F0} ms)");

foreach (var partner in partners)
    partner.Dispose();
await silo.Process.DisposeAsync();
Directory.Delete(directory, recursive: true);
