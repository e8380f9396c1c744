namespace Federated.Domain.Plans;

/// <summary>
/// How a partner keeps some of its examples out of training, to measure models on. An example's side follows from a keyed hash of
/// its identifier, or else of its content, and from nothing else: it stays the same over restarts, in any order of the records, and
/// when records are added. Examples with the same identifier, document or content are on the same side.
/// </summary>
public sealed record ValidationPlan
{
    /// <summary>The part that is kept out, on average: above 0, at most 0.5.</summary>
    public required double Fraction { get; init; }

    /// <summary>Another seed gives another split.</summary>
    public ulong Seed { get; init; } = 1;
}
