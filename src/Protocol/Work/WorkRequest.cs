using System.Collections.Immutable;
using Federated.Domain.Rounds;

namespace Federated.Protocol.Work;

/// <summary>A node asks for work.</summary>
/// <param name="WaitSeconds">How long the silo may hold the request when there is none, 0 to 25.</param>
/// <param name="Held">Updates that the node still keeps; the answer says which of them it may drop.</param>
/// <param name="Capability">What the node says of its machine, for plans that select by it; null says nothing.</param>
public sealed record WorkRequest(int WaitSeconds, ImmutableArray<HeldUpdate> Held, NodeCapability? Capability = null);
