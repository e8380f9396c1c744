using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;
using Federated.Protocol.Runs;

namespace Federated.ConsoleApp.Watch;

/// <summary>Follows a run by long poll and measures every model that it commits.</summary>
/// <param name="client">Where the run goes on.</param>
/// <param name="run">The run.</param>
/// <param name="scorer">Held-out data, or null.</param>
public sealed class RunFollower(IRunSource client, RunId run, ModelScorer? scorer)
{
    private readonly SortedDictionary<int, RoundResult> _results = [];

    /// <summary>One item for each change, until the run is over.</summary>
    public async IAsyncEnumerable<RunProgress> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var view = await client.RunAsync(run, cancellationToken);
        while (true)
        {
            // Shown before the new models are measured, which may take a moment.
            yield return Progress(view);
            if (await CatchUpAsync(view, cancellationToken))
                yield return Progress(view);
            if (view.Outcome != RunOutcome.Running)
                yield break;
            view = await client.RunAsync(run, view.Version, cancellationToken);
        }
    }

    private RunProgress Progress(RunView view) => new(view, [.. _results.Values]);

    private async Task<bool> CatchUpAsync(RunView view, CancellationToken cancellationToken)
    {
        if (_results.Count > view.ClosedRounds)
            return false;
        var models = await client.ModelsAsync(run, cancellationToken);
        var before = _results.Count;
        foreach (var model in models.Where(model => !_results.ContainsKey(model.Round)))
        {
            double? accuracy = scorer is null ? null : await scorer.ScoreAsync(await client.ModelAsync(model.Model, cancellationToken), cancellationToken);
            _results[model.Round] = new(model.Round, Committed: true, accuracy, model.CommittedAt - view.LaunchedAt,
                await EpsilonAsync(view, model.Round, cancellationToken));
        }

        var committed = models.Select(model => model.Round).ToImmutableHashSet();
        for (var round = 1; round <= view.ClosedRounds; round++)
        {
            if (!committed.Contains(round) && !_results.ContainsKey(round))
                _results[round] = new(round, Committed: false, Accuracy: null, Elapsed: null, await EpsilonAsync(view, round, cancellationToken));
        }

        return _results.Count > before;
    }

    // Once for each round: tens of milliseconds, and never on the display's thread.
    private static Task<double?> EpsilonAsync(RunView view, int round, CancellationToken cancellationToken) => Task.Run(
        () => PrivacySchedule.IsAdaptive(view.Plan) ? round == 0 ? null : view.Adaptive?.Reading(view.Plan, round) : PrivacySchedule.Report(view.Plan, round)?.Epsilon,
        cancellationToken);
}
