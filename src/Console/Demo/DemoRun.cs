using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Commands;
using Federated.ConsoleApp.Offline;
using Federated.ConsoleApp.Watch;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;
using Federated.Protocol.Runs;

namespace Federated.ConsoleApp.Demo;

/// <summary>The demo from an empty folder to a verified model.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="screen">Where it is shown.</param>
/// <param name="display">How the rounds are shown.</param>
/// <param name="time">The clock.</param>
public sealed class DemoRun(DemoOptions options, Screen screen, IRunDisplay display, TimeProvider time)
{
    private readonly Steps _steps = new(screen, time);

    /// <summary>Runs it.</summary>
    /// <returns>What came of it; verified only when the run completed and everything verified.</returns>
    public async Task<DemoOutcome> RunAsync(CancellationToken cancellationToken)
    {
        options.Executables.Check();
        var template = DemoPlan.Read(options);
        using var directory = DemoDirectory.Open(options);
        if (!directory.Continues)
            await _steps.DoAsync("Giving each partner its share of the data", () => Task.Run(() => Shares(template, directory), cancellationToken));
        var plan = template.Fill(DemoShares.Read(directory));
        await File.WriteAllBytesAsync(directory.Plan, RunPlanFile.Canonical(plan), cancellationToken);
        var scorer = await Task.Run(() => DemoShares.Scorer(options, plan, directory), cancellationToken);

        await using var federation = new DemoFederation(options, directory, time);
        await _steps.DoAsync("Starting the coordinator", async () =>
        {
            await federation.StartSiloAsync(cancellationToken);
            return null;
        });
        await _steps.DoAsync("Enrolling the partners by join token", async () =>
        {
            var enrolled = await federation.EnrolAsync(cancellationToken);
            return string.Create(CultureInfo.InvariantCulture, $"{enrolled} enrolled, {options.Partners} in all");
        });
        await _steps.DoAsync("Starting the partners' nodes", async () =>
        {
            await federation.StartNodesAsync();
            return null;
        });

        var launched = await federation.Client.LaunchAsync(new LaunchRequest(plan, null), cancellationToken);
        screen.Line(string.Create(CultureInfo.InvariantCulture,
            $"Run {launched.Run}: {plan.Rounds} rounds, {plan.Layout.ParameterCount:N0} parameters, measured on {scorer.Examples:N0} held-out examples"));
        await SayPrivacyAsync(plan, cancellationToken);
        screen.Line();
        var last = await FollowAsync(federation, launched.Run, scorer, cancellationToken);
        return await FinishAsync(federation, directory, plan, last, cancellationToken);
    }

    private async Task SayPrivacyAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        if (PrivacySchedule.IsAdaptive(plan))
        {
            screen.Line($"Privacy mode {PlanFile.Privacy(plan)}, reserved round by round");
            return;
        }

        var whole = await Task.Run(() => PrivacySchedule.Report(plan, plan.Rounds), cancellationToken);
        if (whole is null || PrivacySchedule.Unit(plan) is not { } unit)
        {
            screen.Warning($"Privacy mode {PlanFile.Privacy(plan)}");
            return;
        }

        screen.Line($"Privacy mode {PlanFile.Privacy(plan)}: epsilon {Words.Epsilon(whole.Epsilon)} ({Words.Basis(whole.Delta, unit)}) for all {plan.Rounds} rounds, reserved now");
    }

    private string? Shares(DemoPlan plan, DemoDirectory directory)
    {
        var shares = DemoShares.Write(options, plan, directory);
        GC.Collect();
        return string.Join(", ", shares.Select(share => string.Create(CultureInfo.InvariantCulture, $"{share.Partner} {share.Examples:N0}")));
    }

    private async Task<RunProgress> FollowAsync(DemoFederation federation, RunId run, ModelScorer scorer, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var death = federation.WatchAsync(end.Token);
        var showing = display.ShowAsync(new RunFollower(federation.Client, run, scorer).FollowAsync(end.Token), end.Token);
        var first = await Task.WhenAny(death, showing);
        await end.CancelAsync();
        await Task.WhenAll(Settle(death), Settle(showing));
        cancellationToken.ThrowIfCancellationRequested();
        await first;
        return await showing;
    }

    private static async Task Settle(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<DemoOutcome> FinishAsync(DemoFederation federation, DemoDirectory directory, RunPlan plan, RunProgress last, CancellationToken cancellationToken)
    {
        var run = last.View.Run;
        screen.Line();
        screen.Line(WatchCommand.Ending(last));
        var partners = await federation.Client.PartnersAsync(cancellationToken);
        var model = ModelCommands.Pick(run, await federation.Client.ModelsAsync(run, cancellationToken), round: null);
        await ModelCommands.SaveAsync(federation.Client, model.Model, directory.Model, cancellationToken);
        await ReplacedFile.WriteAsync(directory.LedgerExport, stream => federation.Client.ExportAsync(stream, cancellationToken));
        var keys = federation.Client.Credentials.Keys;
        await federation.StopAsync();

        // From here nothing of the federation runs: what is said about the ledger holds offline.
        screen.Line();
        PartnerTable.Write(screen, partners, withStanding: false);
        var ledger = await Task.Run(() => ExportFile.Verify(directory.LedgerExport, keys), cancellationToken);
        var audit = await Task.Run(() => PrivacyAudit.Of(directory.LedgerExport, run, keys), cancellationToken);
        var verdicts = new List<NodeVerdict>();
        foreach (var partner in options.PartnerNames)
            verdicts.Add(await federation.VerifyAsync(partner, cancellationToken));
        screen.Line();
        screen.Line(ledger.Valid
            ? string.Create(CultureInfo.InvariantCulture, $"Ledger: verified offline, {ledger.Entries} entries, root {ledger.Root}")
            : VerdictReport.Sentence(ledger));
        foreach (var verdict in verdicts)
            screen.Line(Receipts(verdict));
        screen.Line();
        PrivacyAuditText.Summary(screen, audit, directory.LedgerExport);
        screen.Line(string.Create(CultureInfo.InvariantCulture, $"Model:  {directory.Model} (round {model.Round}, accuracy {Words.Percent(last.Accuracy)})"));
        screen.Line($"Export: {directory.LedgerExport}");
        var verified = last.View.Outcome == RunOutcome.Completed && ledger.Valid && audit.Agrees && verdicts.TrueForAll(verdict => verdict.Valid);
        var planned = await Task.Run(() => PrivacySchedule.MicroEpsilon(plan, plan.Rounds), cancellationToken);
        return new(options.Seed, verified, last.Accuracy, audit.Whole, audit.ChargedMicroEpsilon, planned);
    }

    private static string Receipts(NodeVerdict verdict) => verdict.Valid
        ? string.Create(CultureInfo.InvariantCulture, $"Receipts of {verdict.Partner}: {verdict.Included} of {verdict.Receipts} in the ledger, every promise kept")
        : $"Receipts of {verdict.Partner}: not verified. {verdict.Problem}";
}
