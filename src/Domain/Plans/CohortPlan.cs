using System.Text.Json.Serialization;

namespace Federated.Domain.Plans;

/// <summary>Who takes part in a round, how many must answer, and how many are asked.</summary>
/// <remarks>
/// A member that says what is so anyway (<c>selection</c> "random", <c>overSelect</c> 0, <c>openToNewPartners</c> false)
/// is taken as absent, so that one plan has one hash.
/// </remarks>
public sealed record CohortPlan
{
    /// <summary>Every partner with the same chance.</summary>
    public const string Random = "random";

    /// <summary>Those first that had the fewest turns in this run.</summary>
    public const string Fair = "fair";

    /// <summary>Those rather that declared a stronger machine and kept the last deadlines.</summary>
    public const string Resources = "resources";

    /// <summary>
    /// Updates that complete a round; with <see cref="Fraction"/>, at most this many. A launch needs at least as many enrolled
    /// partners, or <see cref="Minimum"/> where that is given.
    /// </summary>
    public required int Size { get; init; }

    /// <summary>The part of the available partners that a round wants, above 0, at most 1: rounded up, at least <see cref="Minimum"/>, at most <see cref="Size"/>.</summary>
    public double? Fraction { get; init; }

    /// <summary>The fewest available partners that a round is opened with, from <see cref="Quorum"/> (the default) to <see cref="Size"/>; with fewer the run waits.</summary>
    public int? Minimum { get; init; }

    /// <summary>
    /// x: n(1 + x) partners are asked where n updates are wanted, and the round is complete when n are in; above 0, at most 2.
    /// Who comes later is told that the update is not needed, and the sealed entry names who was not waited for.
    /// </summary>
    public double? OverSelect { get; init => field = value is 0 ? null : value; }

    /// <summary>Updates that a round needs to count, from 1 to <see cref="Size"/>.</summary>
    public required int Quorum { get; init; }

    /// <summary><c>random</c> (the default), <c>fair</c> or <c>resources</c>.</summary>
    public string? Selection { get; init => field = value == Random ? null : value; }

    /// <summary>True when partners that enrol after the launch take part from the next round on.</summary>
    public bool? OpenToNewPartners { get; init => field = value is false ? null : value; }

    /// <summary>Seed of the draw; only used where the cohort is not secret.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The fewest available partners that a round is opened with.</summary>
    [JsonIgnore]
    public int Fewest => Minimum ?? Quorum;
}
