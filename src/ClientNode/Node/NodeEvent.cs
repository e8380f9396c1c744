using Federated.Domain.Rounds;

namespace Federated.ClientNode.Node;

/// <summary>One thing that happened at the node, for its operator.</summary>
/// <param name="At">When.</param>
/// <param name="Round">The round that it is about, or null.</param>
/// <param name="What">What happened.</param>
/// <param name="Level">How loud to say it.</param>
public sealed record NodeEvent(DateTimeOffset At, RoundId? Round, string What, NodeEventLevel Level);
