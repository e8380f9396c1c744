using Federated.Domain.Models;

namespace Federated.Domain.Registry;

/// <summary>What the registry keeps of a run.</summary>
/// <param name="Track">The track of its models.</param>
/// <param name="Layout">Their parameter layout.</param>
internal sealed record RegisteredRun(string Track, ContentHash Layout);
