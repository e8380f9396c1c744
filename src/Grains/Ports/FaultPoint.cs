namespace Federated.Grains.Ports;

/// <summary>The places of <see cref="IFaultPoints"/>, in the order in which a round passes them.</summary>
public enum FaultPoint
{
    /// <summary>The reservation of a round of an adaptive run is durable; the round is not open.</summary>
    Admitted,

    /// <summary>An update is staged and checked; it is not claimed.</summary>
    Staged,

    /// <summary>The claim is durable; the update is not folded.</summary>
    Claimed,

    /// <summary>The update is folded; nothing is sealed.</summary>
    Folded,

    /// <summary>Sealing is persisted and the partials are gathered; nothing is reserved.</summary>
    Sealing,

    /// <summary>Transaction 1 is durable; nothing is computed.</summary>
    Reserved,

    /// <summary>The model is durable; transaction 2 has not begun.</summary>
    Computed,

    /// <summary>Transaction 2 is durable; nothing is published.</summary>
    Committed,
}
