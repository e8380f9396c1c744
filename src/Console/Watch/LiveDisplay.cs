using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Federated.ConsoleApp.Watch;

/// <summary>A bar, the round under way and the last rounds, redrawn twice a second.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="time">The clock.</param>
public sealed class LiveDisplay(IAnsiConsole terminal, TimeProvider time) : IRunDisplay
{
    private const int BarWidth = 40;
    private const int RowsShown = 8;
    private const int NamesShown = 20;
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public async Task<RunProgress> ShowAsync(IAsyncEnumerable<RunProgress> progress, CancellationToken cancellationToken)
    {
        RunProgress? newest = null;
        await terminal.Live(new Text("Waiting for the run's status")).StartAsync(async live =>
        {
            var reading = Task.Run(
                async () =>
                {
                    await foreach (var item in progress.WithCancellation(cancellationToken))
                        Volatile.Write(ref newest, item);
                },
                cancellationToken);
            while (!reading.IsCompleted)
            {
                await Task.WhenAny(reading, Task.Delay(Frame, time, cancellationToken));
                if (Volatile.Read(ref newest) is { } shown)
                    live.UpdateTarget(Render(shown));
            }

            await reading;
        });
        return newest!;
    }

    private Rows Render(RunProgress progress)
    {
        var view = progress.View;
        var elapsed = progress.IsOver && progress.Results.LastOrDefault(result => result.Elapsed is not null) is { } end
            ? end.Elapsed!.Value
            : time.GetUtcNow() - view.LaunchedAt;
        var done = (int)Math.Round((double)BarWidth * view.ClosedRounds / view.Plan.Rounds);
        var state = progress.IsOver
            ? $"[bold]{Markup.Escape(Words.Of(view.Outcome))}[/]"
            : string.Create(CultureInfo.InvariantCulture, $"round [bold]{view.Round}[/]: {Words.Of(view.Phase)}, {progress.Claimed} of {view.Members.Length} updates in");
        var left = progress.Left(elapsed) is { } rest ? $", about {Durations.Text(rest)} left" : string.Empty;
        return new Rows(
            new Markup($"[bold]{Markup.Escape(view.Run.ToString())}[/]  {state}"),
            new Markup($"[green]{new string('━', done)}[/][grey]{new string('━', BarWidth - done)}[/]  {Words.Of(view.ClosedRounds, view.Plan.Rounds)} rounds, {Durations.Text(elapsed)}{left}"),
            new Markup(Markup.Escape(Privacy(progress))),
            Members(progress),
            Table(progress));
    }

    private static string Privacy(RunProgress progress) => PrivacySchedule.Unit(progress.View.Plan) is null
        ? "mode none: no differential privacy"
        : $"{progress.View.Plan.Privacy.Mode}: so far {Words.Spent(progress.View.Plan, progress.Epsilon)}";

    // Names as long as a person would read them all.
    private static Markup Members(RunProgress progress) => progress.View.Members.Length > NamesShown
        ? new(string.Create(CultureInfo.InvariantCulture,
            $"[green]●[/] {progress.Claimed:N0} in  [grey]●[/] {progress.Count(MemberStatus.Wanted):N0} awaited  [red]●[/] {progress.Count(MemberStatus.Declined):N0} declined"))
        : new(string.Join("  ", progress.View.Members.Select(member =>
        $"[{Colour(member.Status)}]●[/] {Markup.Escape(member.Partner.ToString())}")));

    private static string Colour(MemberStatus status) => status switch
    {
        MemberStatus.Claimed => "green",
        MemberStatus.Declined => "red",
        _ => "grey",
    };

    private static IRenderable Table(RunProgress progress)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(new TableColumn("round").RightAligned());
        table.AddColumn(new TableColumn("accuracy on held-out data").RightAligned());
        table.AddColumn(new TableColumn("epsilon").RightAligned());
        table.AddColumn(new TableColumn("after").RightAligned());
        foreach (var result in progress.Results.TakeLast(RowsShown))
        {
            table.AddRow(
                result.Round.ToString(CultureInfo.InvariantCulture),
                result.Committed ? Words.Percent(result.Accuracy) : "abandoned",
                Words.Epsilon(result.Epsilon),
                result.Elapsed is { } elapsed ? Durations.Text(elapsed) : "-");
        }

        return table;
    }
}
