namespace Federated.ClientNode.Node;

/// <summary>How loud an event is.</summary>
public enum NodeEventLevel
{
    /// <summary>Work as it should be.</summary>
    Information,

    /// <summary>Something was refused or did not work; the node goes on.</summary>
    Warning,

    /// <summary>The federation did something that it must not do.</summary>
    Alarm,
}
