using System.Globalization;
using Federated.ConsoleApp.CommandLine;

namespace Federated.ConsoleApp.Watch;

/// <summary>One line for each closed round, for pipes and logs.</summary>
/// <param name="screen">Where to.</param>
/// <param name="time">The clock.</param>
public sealed class LineDisplay(Screen screen, TimeProvider time) : IRunDisplay
{
    /// <inheritdoc/>
    public async Task<RunProgress> ShowAsync(IAsyncEnumerable<RunProgress> progress, CancellationToken cancellationToken)
    {
        var shown = 0;
        RunProgress? last = null;
        await foreach (var item in progress.WithCancellation(cancellationToken))
        {
            foreach (var result in item.Results.Skip(shown))
                screen.Line(Line(item, result));
            shown = item.Results.Length;
            last = item;
        }

        return last!;
    }

    private string Line(RunProgress progress, RoundResult result)
    {
        var rounds = progress.View.Plan.Rounds.ToString(CultureInfo.InvariantCulture);
        var number = result.Round.ToString(CultureInfo.InvariantCulture).PadLeft(rounds.Length);
        var what = result switch
        {
            { Round: 0, Accuracy: null } => "initial model",
            { Accuracy: { } accuracy } => $"accuracy {Words.Percent(accuracy),8}",
            { Committed: true } => "committed",
            _ => "abandoned",
        };
        var epsilon = result is { Epsilon: { } spent } ? $"  {Words.Spent(progress.View.Plan, spent)}" : string.Empty;
        var elapsed = result.Elapsed ?? (time.GetUtcNow() - progress.View.LaunchedAt);
        var left = result.Round == 0 ? null : progress.Left(elapsed);
        return $"round {number}/{rounds}  {what}{epsilon}  elapsed {Durations.Text(elapsed)}{(left is { } rest ? $"  left {Durations.Text(rest)}" : string.Empty)}";
    }
}
