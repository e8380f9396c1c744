using System.Collections.Immutable;

namespace Federated.Grains.Abstractions.Partner;

/// <summary>A node asks for work.</summary>
/// <param name="WaitSeconds">How long to wait when there is none, 0 to 25.</param>
/// <param name="Held">Rounds whose update the node still keeps.</param>
/// <param name="Capability">What the node says of its machine; null leaves what it said before.</param>
[GenerateSerializer, Immutable, Alias("federated.WorkQuery")]
public sealed record WorkQuery([property: Id(0)] int WaitSeconds, [property: Id(1)] ImmutableArray<RoundReference> Held,
    [property: Id(2)] CapabilityMessage? Capability = null);
