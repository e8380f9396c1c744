using Federated.Grains.Abstractions.Partner;

namespace Federated.Grains.Abstractions.Round;

/// <summary>
/// The intake of one silo process, as a round sees it. The reference comes with the claim: update bytes never go
/// through grains, partial sums do once per silo and round.
/// </summary>
[Alias("federated.IIntakeObserver")]
public interface IIntakeObserver : IGrainObserver
{
    /// <summary>Waits for folds under way and returns the partial sum of the expected members.</summary>
    [Alias("Collect")]
    Task<PartialReply> Collect(CollectPartial request);

    /// <summary>The round is closed: its accumulator is dropped.</summary>
    [Alias("Release")]
    Task Release(RoundReference round);
}
