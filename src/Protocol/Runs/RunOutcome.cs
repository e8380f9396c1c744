namespace Federated.Protocol.Runs;

/// <summary>Where a run stands.</summary>
public enum RunOutcome
{
    /// <summary>Rounds are under way.</summary>
    Running,

    /// <summary>All rounds are closed.</summary>
    Completed,

    /// <summary>A coordinator stopped it.</summary>
    Stopped,

    /// <summary>It cannot go on.</summary>
    Failed,
}
