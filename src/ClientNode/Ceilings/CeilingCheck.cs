using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Ceilings;

/// <summary>Compares a plan with the partner's ceilings.</summary>
public static class CeilingCheck
{
    /// <summary>Returns when the plan stays within every ceiling.</summary>
    /// <exception cref="FederatedException">FED-1005 names the first ceiling that the plan exceeds.</exception>
    public static void Check(PartnerCeilings ceilings, RunPlan plan, RoundId round)
    {
        if (!ceilings.AllowedModes.Contains(plan.Privacy.Mode, StringComparer.Ordinal))
            throw Exceeded($"privacy mode '{plan.Privacy.Mode}'", $"one of: {string.Join(", ", ceilings.AllowedModes)}", "allowedModes");
        if (plan.Query is not null && !ceilings.AllowedQueryModes.Contains(plan.Privacy.Mode, StringComparer.Ordinal))
            throw Exceeded($"a query in privacy mode '{plan.Privacy.Mode}'", $"queries in: {(ceilings.AllowedQueryModes.IsEmpty ? "no mode" : string.Join(", ", ceilings.AllowedQueryModes))}", "allowedQueryModes");
        if (plan.Rounds > ceilings.MaxRounds)
            throw Exceeded($"{plan.Rounds} rounds", $"at most {ceilings.MaxRounds}", "maxRounds");
        if (round.Number < 1 || round.Number > plan.Rounds)
            throw Exceeded($"round {round.Number}", $"1 to the plan's {plan.Rounds}", "maxRounds");
        if (plan.Training.LocalEpochs > ceilings.MaxLocalEpochs)
            throw Exceeded($"{plan.Training.LocalEpochs} local epochs", $"at most {ceilings.MaxLocalEpochs}", "maxLocalEpochs");
        if (!ceilings.AllowedRuns.IsEmpty && !ceilings.AllowedRuns.Any(pattern => Matches(pattern, round.Run.ToString())))
            throw Exceeded($"run '{round.Run}'", $"one of: {string.Join(", ", ceilings.AllowedRuns)}", "allowedRuns");
    }

    private static bool Matches(string pattern, string run) => pattern.EndsWith('*')
        ? run.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : string.Equals(run, pattern, StringComparison.Ordinal);

    private static FederatedException Exceeded(string got, string wanted, string member) => new(ErrorCodes.CeilingExceeded,
        $"Got {got}; this partner allows {wanted}. The partner can change ceilings.{member} in its node.json, or the coordinator the plan.");
}
