using System.Collections.Immutable;
using Federated.Grains.Abstractions.Federation;

namespace Federated.Grains.Federation;

/// <summary>The stored state of the federation grain.</summary>
public sealed record FederationRecord
{
    /// <summary>Partners, invited or enrolled.</summary>
    public ImmutableArray<PartnerEntry> Partners { get; init; } = [];

    /// <summary>Runs, oldest first.</summary>
    public ImmutableArray<FederationRun> Runs { get; init; } = [];
}
