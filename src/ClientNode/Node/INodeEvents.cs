using Federated.Domain.Rounds;

namespace Federated.ClientNode.Node;

/// <summary>Where events go.</summary>
public interface INodeEvents
{
    /// <summary>Says one event.</summary>
    void Say(RoundId? round, string what, NodeEventLevel level = NodeEventLevel.Information);
}
