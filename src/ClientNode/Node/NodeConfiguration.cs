using Federated.ClientNode.Ceilings;
using Federated.ClientNode.Data;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;

namespace Federated.ClientNode.Node;

/// <summary>What stands in node.json: who the node is, whom it trusts, what it allows and where its data are.</summary>
public sealed record NodeConfiguration
{
    /// <summary>The federation's id.</summary>
    public required string Federation { get; init; }

    /// <summary>The partner that this node works for.</summary>
    public required PartnerName Partner { get; init; }

    /// <summary>Base address of the federation's node listener.</summary>
    public required string NodeUrl { get; init; }

    /// <summary>The only certificate authority that the node trusts; pinned by the join token.</summary>
    public required string AuthorityPem { get; init; }

    /// <summary>The keys that sign checkpoints and receipts; pinned at enrolment.</summary>
    public required FederationKeys Keys { get; init; }

    /// <summary>What this partner allows; no plan can go beyond it.</summary>
    public PartnerCeilings Ceilings { get; init; } = new();

    /// <summary>The partner's data; null until 'fed-node data' names them.</summary>
    public DataSource? Data { get; init; }

    /// <summary>Threads of libtorch. A round that is trained again gives the same bits only with the same number.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>True when the partner declares that training here runs on a GPU; plans that select by resources prefer it.</summary>
    public bool Gpu { get; init; }
}
