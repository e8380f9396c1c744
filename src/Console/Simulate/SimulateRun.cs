using System.Globalization;
using System.Text.Json;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Commands;
using Federated.ConsoleApp.Offline;
using Federated.ConsoleApp.Samples;
using Federated.ConsoleApp.Samples.Catalog;
using Federated.ConsoleApp.Watch;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;
using Federated.Protocol;
using Federated.Protocol.Runs;
using Federated.Simulation;
using Federated.Training.Data;

namespace Federated.ConsoleApp.Simulate;

/// <summary>A simulation from a plan to a model.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="heldOut">Held-out data that the command line names, or null.</param>
/// <param name="screen">Where it is shown.</param>
/// <param name="display">How the rounds are shown.</param>
/// <param name="time">The clock.</param>
public sealed class SimulateRun(SimulateOptions options, Func<RunPlan, ModelScorer?> heldOut, Screen screen, IRunDisplay display, TimeProvider time)
{
    private const string Help = "Samples are in samples/plans.";
    private const string ExportName = "ledger-export.txt";
    private readonly Steps _steps = new(screen, time);
    private readonly int _workers = options.Workers ?? Environment.ProcessorCount;
    private readonly QuietRun _quiet = new(options.Workers ?? Environment.ProcessorCount, time);

    /// <summary>Runs it.</summary>
    /// <returns>0 only when the run completed and its ledger verified.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var template = Template();
        SimulationData? data = null;
        await _steps.DoAsync(FormattableString.Invariant($"Giving {options.Partners:N0} virtual partners their shares"), async () =>
        {
            data = await Task.Run(() => SimulationData.Load(options, template), cancellationToken);
            var sizes = Enumerable.Range(0, options.Partners).Select(data.Shares.Examples).Order().ToArray();
            return string.Create(CultureInfo.InvariantCulture, $"{options.Partition}, {sizes[0]:N0} to {sizes[^1]:N0} examples, median {sizes[sizes.Length / 2]:N0}");
        });
        var start = await StartFromAsync(template, cancellationToken);
        var plan = template.Fill(data!.Examples);
        var scorer = heldOut(plan) ?? (options.Sample is { HasAccuracy: false } ? null : await Task.Run(() => data.Scorer(plan), cancellationToken));
        await using var federation = await StartAsync(new() { Plan = plan, Data = data.Shares, Workers = _workers, Keep = options.Keep }, cancellationToken);
        if (start is not null)
            await federation.ImportAsync("pretrained", $"fed sample {options.Sample!.Name}", start, cancellationToken);
        var launched = await federation.LaunchAsync();
        if (scorer is not null)
            await scorer.LoadBaseAsync(start => federation.ModelAsync(start, cancellationToken));
        await SayAsync(launched.Run, federation.Plan, scorer, data, cancellationToken);
        try
        {
            var source = new SimulatedRunSource(federation);
            var last = await display.ShowAsync(new RunFollower(source, launched.Run, scorer).FollowAsync(cancellationToken), cancellationToken);
            return await FinishAsync(federation, launched, data, last, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await federation.StopAsync(launched.Run);
            var stopped = await federation.RunAsync(launched.Run);
            if (options.Keep is not null)
                await VerifyAsync(federation, CancellationToken.None);
            screen.Remark(FormattableString.Invariant($"The simulation was interrupted: {launched.Run} is {Words.Of(stopped.Outcome)} in the ledger after {stopped.CommittedRounds} committed rounds."));
            throw;
        }
    }

    /// <summary>The model that a sample starts from, if it has one, which the plan then names.</summary>
    private async Task<byte[]?> StartFromAsync(PlanTemplate template, CancellationToken cancellationToken)
    {
        byte[]? start = null;
        if (options.Sample is not { IsPretrained: true } sample)
            return start;
        await _steps.DoAsync("Training what the run starts from", async () =>
        {
            start = await sample.PretrainAsync(options.Sources, _quiet, options.Seed, cancellationToken);
            template.SetInitial(ContentHash.Of(start));
            return null;
        });
        return start;
    }

    private PlanTemplate Template()
    {
        var template = PlanTemplate.Read(options.Plan, Help);
        if (options.Rounds is { } rounds)
            template.SetRounds(rounds);
        // The ledger shows who took part, so this mode wants everybody in every round (PRIVACY section 11).
        if ((options.Cohort ?? (template.Mode == PrivacyPlan.RecordCentral ? options.Partners : null)) is { } cohort)
            template.SetCohort(cohort);
        return template;
    }

    private async Task<SimulatedFederation> StartAsync(SimulationOptions simulation, CancellationToken cancellationToken)
    {
        simulation.Check();
        SimulatedFederation? federation = null;
        await _steps.DoAsync("Starting the federation, enrolling everybody", async () =>
        {
            federation = await SimulatedFederation.StartAsync(simulation, time, cancellationToken);
            return FormattableString.Invariant($"{simulation.Workers} workers");
        });
        return federation!;
    }

    private async Task SayAsync(RunId run, RunPlan plan, ModelScorer? scorer, SimulationData data, CancellationToken cancellationToken)
    {
        var measured = scorer?.Examples ?? (options.Sample is null ? null : data.HeldOut?.Count);
        screen.Line(string.Create(CultureInfo.InvariantCulture,
            $"Run {run}: {plan.Rounds} rounds of {plan.Cohort.Size:N0} partners, {plan.Layout.ParameterCount:N0} parameters, {(measured is null ? "nothing held out" : $"measured on {measured:N0} held-out examples{(scorer is null ? " at the end" : string.Empty)}")}"));
        var whole = await Task.Run(() => PrivacySchedule.Report(plan, plan.Rounds), cancellationToken);
        if (whole is null || PrivacySchedule.Unit(plan) is not { } unit)
            screen.Line($"Privacy mode {PlanFile.Privacy(plan)}");
        else
            screen.Line($"Privacy mode {PlanFile.Privacy(plan)}: epsilon {Words.Epsilon(whole.Epsilon)} ({Words.Basis(whole.Delta, unit)}) for all {plan.Rounds} rounds");
        screen.Line();
    }

    private async Task<int> FinishAsync(SimulatedFederation federation, LaunchResponse launched, SimulationData data, RunProgress last, CancellationToken cancellationToken)
    {
        var verdict = options.Sample is { } sample ? await JudgeAsync(sample, federation, data, last, cancellationToken) : null;
        var report = await ReportAsync(federation, launched, last, verdict, cancellationToken);
        var ledger = await VerifyAsync(federation, cancellationToken);
        screen.Line();
        screen.Line(WatchCommand.Ending(last));
        if (verdict is null)
            screen.Fact("accuracy", Words.Percent(report.Accuracy));
        else
            Show(verdict);
        if (report.Epsilon is { } epsilon && PrivacySchedule.Unit(federation.Plan) is { } unit)
            screen.Fact("epsilon", $"{Words.Epsilon(epsilon)} ({Words.Basis(report.Delta!.Value, unit)})");
        screen.Fact("seconds", report.Seconds.ToString("0.0", CultureInfo.InvariantCulture));
        screen.Fact("partner-rounds", report.MillisecondsPerPartnerRound is { } cost
            ? string.Create(CultureInfo.InvariantCulture, $"{report.PartnerRounds:N0}, {cost:0.00} ms each; training took {1000 * report.TrainingSeconds / report.PartnerRounds:0.00} ms of one of {_workers} workers")
            : "none");
        screen.Fact("model", report.Model);
        screen.Fact("ledger", ledger.Valid ? string.Create(CultureInfo.InvariantCulture, $"verified, {ledger.Entries:N0} entries, root {ledger.Root}") : VerdictReport.Sentence(ledger));
        if (options.Keep is { } kept)
            screen.Fact("kept in", kept);
        foreach (var remark in federation.Remarks.First)
            screen.Remark(remark);
        if (federation.Remarks.Count > federation.Remarks.First.Length)
            screen.Remark(FormattableString.Invariant($"and {federation.Remarks.Count - federation.Remarks.First.Length} more of these"));
        if (options.Json is { } json)
            await ReplacedFile.WriteAsync(json, stream => JsonSerializer.SerializeAsync(stream, report, Indented, cancellationToken));
        return report.Outcome == RunOutcome.Completed && ledger.Valid && verdict?.Reached != false ? 0 : FedApplication.Failure;
    }

    private async Task<SampleVerdict> JudgeAsync(
        Sample sample, SimulatedFederation federation, SimulationData data, RunProgress last, CancellationToken cancellationToken)
    {
        var plan = federation.Plan;
        var model = ModelFile.Read(await federation.ModelAsync(last.View.Model, cancellationToken), plan.Layout);
        var heldOut = PlanData.Inputs(plan.Data, data.HeldOut!);
        return await Task.Run(
            () => sample.JudgeAsync(new(plan, model, last.Accuracy, data.Shares, data.Inputs, heldOut, options.Sources, options.Seed), _quiet, cancellationToken), cancellationToken);
    }

    private void Show(SampleVerdict verdict)
    {
        screen.Fact(verdict.Measure, verdict.Text);
        screen.Fact("stated", $"{verdict.Stated}: {(verdict.Reached ? "reached" : "NOT reached")}");
        screen.Fact("baseline", verdict.Baseline);
        foreach (var (name, text) in verdict.Remarks)
            screen.Fact(name, text);
    }

    private static JsonSerializerOptions Indented { get; } = ProtocolJson.Configure(new() { WriteIndented = true });

    private async Task<SimulationReport> ReportAsync(SimulatedFederation federation, LaunchResponse launched, RunProgress last, SampleVerdict? verdict, CancellationToken cancellationToken)
    {
        var plan = federation.Plan;
        var models = (await federation.ModelsAsync(launched.Run)).ToDictionary(model => model.Round, model => model.Model);
        var whole = await Task.Run(() => PrivacySchedule.Report(plan, plan.Rounds), cancellationToken);
        var seconds = last.Results.LastOrDefault(result => result.Elapsed is not null)?.Elapsed?.TotalSeconds ?? 0;
        var partnerRounds = federation.Counters.PartnerRounds;
        return new(
            plan.Name, launched.PlanHash, plan.Privacy.Mode, options.Partners, plan.Cohort.Size, options.Partition, options.Seed, _workers,
            last.View.Outcome, last.View.Model, last.Accuracy, whole?.Epsilon, plan.Privacy.Delta, seconds, partnerRounds,
            partnerRounds == 0 ? null : 1000 * seconds / partnerRounds, federation.Counters.Training.TotalSeconds, federation.Remarks.Count,
            [.. last.Results.Select(result => new SimulatedRound(
                result.Round, result.Committed, result.Accuracy, result.Epsilon, result.Elapsed?.TotalSeconds,
                models.TryGetValue(result.Round, out var model) ? model : null))],
            verdict);
    }

    private async Task<LedgerVerdict> VerifyAsync(SimulatedFederation federation, CancellationToken cancellationToken)
    {
        var path = options.Keep is { } kept ? Path.Combine(kept, ExportName) : Path.GetTempFileName();
        try
        {
            await ReplacedFile.WriteAsync(path, stream => federation.ExportAsync(stream, cancellationToken));
            return await Task.Run(() => ExportFile.Verify(path, federation.Keys), cancellationToken);
        }
        finally
        {
            if (options.Keep is null)
                File.Delete(path);
        }
    }
}
