// The silo's peak memory in one round of a large model, for few and for many partners.
//   dotnet run -c Release --project bench/Memory [megabytes] [partners...]
using System.Globalization;
using Federated.Domain.Aggregation;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Workbench;

const int AtATime = 3;
var megabytes = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 400;
int[] cohorts = args.Length > 1 ? [.. args.Skip(1).Select(a => int.Parse(a, CultureInfo.InvariantCulture))] : [6, 60];
Figures.Print($"FedAvg, a model of {megabytes} MB, {AtATime} uploads at a time; peak of the silo's memory (VmHWM); wanted at the end: 2.25 x {megabytes} + 200 = {(2.25 * megabytes) + 200:F0} MB");
Console.WriteLine("partners   started   launched   all updates in   round committed");
foreach (var cohort in cohorts)
{
    var directory = Directory.CreateTempSubdirectory("federated-memory-").FullName;
    await using var silo = await BenchSilo.Start(Path.Combine(directory, "silo"));
    var partners = new List<BenchPartner>();
    for (var i = 0; i < cohort; i++)
        partners.Add(await BenchPartner.Enrol(silo, string.Create(CultureInfo.InvariantCulture, $"partner{i}")));
    var started = Peak();
    RunPlan plan = new()
    {
        Name = "memory",
        Model = new() { Kind = "logistic", Inputs = (megabytes * 250_000 / 10) - 1, Outputs = 10 },
        Privacy = new() { Mode = PrivacyPlan.None },
        Cohort = new() { Size = cohort, Quorum = cohort },
        Rounds = 1,
        RoundDeadlineSeconds = 86_400,
        CoordinateBound = 100,
    };
    var layout = plan.Model.ToSpecification().Layout;
    var run = await silo.Launch(plan);
    var launched = Peak();
    await Parallel.ForEachAsync(partners.Skip(1), new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (partner, _) => await Send(partner));

    // The round closes with the last update; the peak before it is that of the intake alone.
    var taken = Peak();
    await Send(partners[0]);
    await silo.Closed(run, 1);
    Figures.Print($"{cohort,8} {started,9:F0} {launched,10:F0} {taken,16:F0} {Peak(),17:F0}   MB");
    partners.ForEach(p => p.Dispose());
    await silo.Process.DisposeAsync();
    Directory.Delete(directory, recursive: true);

    double Peak() => silo.Process.Memory("VmHWM") / 1e6;

    Task Send(BenchPartner partner)
    {
        var round = new RoundId(run, 1);
        return partner.Send(round, new RepeatedUpdate(round, layout, FixedPointFormat.WeightOne));
    }
}
