using System.Collections.Immutable;
using Federated.Domain.Agreements;

namespace Federated.Domain.Aggregation.Robust;

/// <summary>What a robust rule puts in the place of the mean.</summary>
/// <param name="Values">One value a coordinate, in layout order; what a server strategy steps along.</param>
/// <param name="Excluded">Members of whose updates nothing is in it, in the order of names; none for rules that treat coordinates or
/// weights one by one.</param>
public sealed record RobustMean(double[] Values, ImmutableArray<PartnerName> Excluded);
