using Federated.Grains.Abstractions.Federation;
using Federated.Grains.Abstractions.Ledger;
using Federated.Grains.Abstractions.Partner;
using Orleans.Concurrency;

namespace Federated.Grains.Abstractions.Run;

/// <summary>
/// One run: opens its rounds one after the other and follows the ledger, which alone says how far it got. It owns the
/// run's one reminder. Key <see cref="GrainKeys.Run"/>.
/// </summary>
[Alias("federated.IRunGrain")]
public interface IRunGrain : IGrainWithStringKey
{
    /// <summary>Stores the initial model, appends the launch to the ledger and opens round 1.</summary>
    [Alias("Start")]
    Task<LaunchReply> Start(StartRun command);

    /// <summary>Where the run stands; <see cref="RunStatusMessage.Plan"/> is empty when it does not exist.</summary>
    [Alias("Status"), AlwaysInterleave]
    Task<RunStatusMessage> Status();

    /// <summary>The same, held until the version is above <paramref name="after"/> or the time is over (at most 25 s).</summary>
    [Alias("Watch"), AlwaysInterleave]
    Task<RunStatusMessage> Watch(long after, int waitSeconds);

    /// <summary>What the current round wants of a partner, or null.</summary>
    [Alias("AssignmentFor"), AlwaysInterleave]
    Task<AssignmentMessage?> AssignmentFor(string partner);

    /// <summary>A round of the run is committed or abandoned.</summary>
    [Alias("RoundClosed"), OneWay]
    Task RoundClosed(int round);

    /// <summary>A partner has come, was suspended or is back.</summary>
    [Alias("PartnersChanged"), OneWay]
    Task PartnersChanged();

    /// <summary>Something in the current round changed that a watcher may want to see.</summary>
    [Alias("RoundChanged"), AlwaysInterleave, OneWay]
    Task RoundChanged();

    /// <summary>Compares with the ledger and does whatever is next; harmless at any time.</summary>
    [Alias("Advance")]
    Task Advance();

    /// <summary>Changes the noise of an adaptive run from its first round that is not reserved.</summary>
    [Alias("Tune")]
    Task<TuneReply> Tune(double noiseMultiplier);

    /// <summary>No round is opened after the current one. Asked a second time, the current round is given up too.</summary>
    [Alias("Stop")]
    Task<PartnerReply> Stop();
}
