using Federated.Domain.Plans;

namespace Federated.Domain.Rounds;

/// <summary>How many updates a round wants, and how many partners are asked for them.</summary>
/// <param name="Needed">Updates that complete the round.</param>
/// <param name="Assigned">Partners that are asked: more than <paramref name="Needed"/> where the plan over-selects.</param>
public readonly record struct CohortSize(int Needed, int Assigned)
{
    /// <summary>The size of the next cohort, or null while fewer partners are available than the plan's minimum.</summary>
    /// <param name="plan">The plan's cohort.</param>
    /// <param name="available">Partners of the run that are not suspended.</param>
    public static CohortSize? Of(CohortPlan plan, int available)
    {
        if (available < plan.Fewest)
            return null;

        // In decimal, so that a tenth of ten is one and not a little more.
        var wanted = plan.Fraction is { } fraction
            ? Math.Clamp((int)Math.Ceiling((decimal)fraction * available), plan.Fewest, plan.Size)
            : plan.Size;
        var needed = Math.Min(wanted, available);
        var assigned = (int)Math.Ceiling(needed * (1 + (decimal)(plan.OverSelect ?? 0)));
        return new(needed, Math.Min(assigned, available));
    }
}
