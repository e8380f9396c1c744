using System.Collections.Immutable;

namespace Federated.Simulation;

/// <summary>What went wrong and did not end the simulation: how often, and the first few in words.</summary>
public sealed class Remarks
{
    private const int Kept = 10;
    private readonly Lock _lock = new();
    private readonly List<string> _first = [];

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    /// <summary>The first few.</summary>
    public ImmutableArray<string> First
    {
        get
        {
            lock (_lock)
                return [.. _first];
        }
    }

    /// <summary>Remembers one.</summary>
    internal void Add(string text)
    {
        lock (_lock)
        {
            Count++;
            if (_first.Count < Kept)
                _first.Add(text);
        }
    }
}
