using Federated.ClientNode.Node;
using Federated.Domain.Agreements;
using Federated.Domain.Rounds;

namespace Federated.Simulation;

/// <summary>What a virtual node warns of; the rest of what it says is not kept.</summary>
/// <param name="partner">Whose node.</param>
/// <param name="remarks">Where it goes.</param>
internal sealed class NodeRemarks(PartnerName partner, Remarks remarks) : INodeEvents
{
    /// <inheritdoc/>
    public void Say(RoundId? round, string what, NodeEventLevel level = NodeEventLevel.Information)
    {
        if (level != NodeEventLevel.Information)
            remarks.Add(round is { } id ? $"{partner}, {id}: {what}" : $"{partner}: {what}");
    }
}
