using System.Globalization;
using Federated.Domain.Agreements;
using Federated.Domain.Rounds;

namespace Federated.Grains.Abstractions;

/// <summary>
/// Grain keys: lower-case strings with a prefix that is no hex digit sequence, so that the storage provider's key
/// hashing never mistakes one for a GUID or a number.
/// </summary>
public static class GrainKeys
{
    /// <summary>The only federation grain.</summary>
    public const string Federation = "federation";

    /// <summary>The only ledger grain.</summary>
    public const string Ledger = "ledger";

    /// <summary>The only model registry grain.</summary>
    public const string ModelRegistry = "model-registry";

    /// <summary>The key of a run.</summary>
    public static string Run(RunId run) => $"run-{run}";

    /// <summary>The run of a key made by <see cref="Run"/>.</summary>
    public static RunId RunOf(string key) => RunId.Parse(key["run-".Length..]);

    /// <summary>The key of a round.</summary>
    public static string Round(RoundId round) => string.Create(CultureInfo.InvariantCulture, $"round-{round.Run}-{round.Number:000000}");

    /// <summary>The round of a key made by <see cref="Round"/>.</summary>
    public static RoundId RoundOf(string key)
    {
        var cut = key.LastIndexOf('-');
        return new(RunId.Parse(key["round-".Length..cut]), int.Parse(key.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    /// <summary>The key of a partner.</summary>
    public static string Partner(PartnerName partner) => $"partner-{partner}";

    /// <summary>The partner of a key made by <see cref="Partner"/>.</summary>
    public static PartnerName PartnerOf(string key) => PartnerName.Parse(key["partner-".Length..]);
}
