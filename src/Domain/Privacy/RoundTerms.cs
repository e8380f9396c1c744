using Federated.Domain.Plans;

namespace Federated.Domain.Privacy;

/// <summary>
/// The numbers of one round that a plan need not fix: they may follow from what earlier rounds put out. Everyone who
/// needs them (intake, computation, node) gets them with the round, so nobody can disagree.
/// </summary>
/// <param name="ClipNorm">C of this round; null in mode <c>none</c>.</param>
/// <param name="NoiseMultiplier">z of this round, which the accounting charges; null in mode <c>none</c>.</param>
public sealed record RoundTerms(double? ClipNorm, double? NoiseMultiplier)
{
    /// <summary>The terms as the plan states them: those of round 1, and of every round when nothing adapts.</summary>
    public static RoundTerms Of(RunPlan plan) => new(plan.Privacy.ClipNorm, plan.Privacy.NoiseMultiplier);

    /// <summary>
    /// The noise multiplier that the ledger writes as so many millionths. Adaptive runs use no other: what is charged is what is used.
    /// </summary>
    public static double Multiplier(long millionths) => millionths / 1e6;

    /// <summary>A multiplier in millionths; null when it is not a whole number of them.</summary>
    public static long? Millionths(double multiplier) =>
        multiplier is > 0 and <= 1e6 && (long)Math.Round(multiplier * 1e6) is var whole && Multiplier(whole).Equals(multiplier) ? whole : null;
}
