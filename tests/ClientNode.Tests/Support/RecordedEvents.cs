using Federated.ClientNode.Node;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Tests.Support;

public sealed class RecordedEvents : INodeEvents
{
    private readonly Lock _gate = new();
    private readonly List<(RoundId? Round, string What, NodeEventLevel Level)> _said = [];

    public IReadOnlyList<(RoundId? Round, string What, NodeEventLevel Level)> Said
    {
        get
        {
            lock (_gate)
                return [.. _said];
        }
    }

    public int Count(string part) => Said.Count(e => e.What.Contains(part, StringComparison.Ordinal));

    public void Say(RoundId? round, string what, NodeEventLevel level = NodeEventLevel.Information)
    {
        lock (_gate)
            _said.Add((round, what, level));
    }
}
