using System.Globalization;
using Federated.Domain.Agreements;
using Federated.Domain.Rounds;

namespace Federated.Domain.Ledger;

/// <summary>The unique keys (<see cref="LedgerEntry.UniqueKey"/>) under which single entries are found.</summary>
public static class LedgerKeys
{
    /// <summary>The federation's first entry.</summary>
    public const string Federation = "federation";

    /// <summary>A run's launch.</summary>
    public static string Launched(RunId run) => $"launched/{run}";

    /// <summary>The reservation of a round of an adaptive run.</summary>
    public static string Reserved(RoundId round) => OfRound("reserved", round);

    /// <summary>A round's seal.</summary>
    public static string Sealed(RoundId round) => OfRound("sealed", round);

    /// <summary>A round's commit.</summary>
    public static string Committed(RoundId round) => OfRound("committed", round);

    /// <summary>A round's abandonment.</summary>
    public static string Abandoned(RoundId round) => OfRound("abandoned", round);

    /// <summary>A run's end.</summary>
    public static string Finished(RunId run) => $"finished/{run}";

    /// <summary>A partner that joined a run after its launch.</summary>
    public static string Joined(RunId run, PartnerName partner) => $"joined/{run}/{partner}";

    private static string OfRound(string kind, RoundId round) => string.Create(CultureInfo.InvariantCulture, $"{kind}/{round.Run}/{round.Number}");
}
