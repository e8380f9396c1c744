using Federated.Protocol.Work;

namespace Federated.ClientNode.Node;

/// <summary>What came of an assignment or of a held update.</summary>
/// <param name="Progress">False when nothing moved, so that asking again at once would be in vain.</param>
/// <param name="Next">The next work, when the answer brought it.</param>
public sealed record SendOutcome(bool Progress, WorkResponse? Next = null)
{
    /// <summary>Nothing moved.</summary>
    public static SendOutcome Stuck { get; } = new(Progress: false);
}
