namespace Federated.Domain.Rounds;

/// <summary>What the clock asks a round to do next.</summary>
public enum RoundAction
{
    /// <summary>Nothing before <see cref="RoundDecision.WakeAt"/>.</summary>
    Wait,

    /// <summary>Gather the partial sums and reserve.</summary>
    Seal,

    /// <summary>Compute and commit the sealed member set.</summary>
    Finish,

    /// <summary>Record that the round has no model.</summary>
    Abandon,
}
