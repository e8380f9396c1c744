using System.Diagnostics;
using System.Globalization;
using Federated.Domain.Plans;
using Federated.Protocol.Runs;
using Federated.Simulation;

namespace Federated.Bench.Simulation;

/// <summary>One simulated run, timed.</summary>
internal sealed record Measurement(int Partners, int Cohort, int Rounds, double EnrolSeconds, double Seconds, double CpuSeconds, double TrainingSeconds, long PartnerRounds)
{
    /// <summary>Milliseconds of this process's processors for a partner's part in a round.</summary>
    public double Cpu => 1000 * CpuSeconds / PartnerRounds;

    public static string Heading => "partners  cohort  rounds  enrol s  run s  ms/partner-round  CPU ms  training ms";

    public static async Task<Measurement> OfAsync(RunPlan plan, SharedData data)
    {
        var clock = Stopwatch.StartNew();
        await using var federation = await SimulatedFederation.StartAsync(new() { Plan = plan, Data = data }, TimeProvider.System, CancellationToken.None);
        var enrolled = clock.Elapsed;
        var cpu = Environment.CpuUsage.TotalTime;
        var launched = await federation.LaunchAsync();
        var view = await federation.EndAsync(launched.Run, CancellationToken.None);
        var spent = Environment.CpuUsage.TotalTime - cpu;
        if (view.Outcome != RunOutcome.Completed || view.CommittedRounds != plan.Rounds || federation.Remarks.Count > 0)
            throw new InvalidOperationException($"The run {view.Outcome} with {view.CommittedRounds} of {plan.Rounds} rounds; {federation.Remarks.Count} remarks: {string.Join("; ", federation.Remarks.First)}");
        var models = await federation.ModelsAsync(launched.Run);
        var seconds = (models[^1].CommittedAt - view.LaunchedAt).TotalSeconds;
        return new(data.Partners.Length, plan.Cohort.Size, plan.Rounds, enrolled.TotalSeconds, seconds, spent.TotalSeconds,
            federation.Counters.Training.TotalSeconds, federation.Counters.PartnerRounds);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Partners,8}{Cohort,8}{Rounds,8}{EnrolSeconds,9:0.0}{Seconds,7:0.0}{1000 * Seconds / PartnerRounds,18:0.000}{Cpu,8:0.000}{1000 * TrainingSeconds / PartnerRounds,13:0.000}");
}
