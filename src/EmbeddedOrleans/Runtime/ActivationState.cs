namespace Orleans.Runtime;

/// <summary>The life of an activation, in order.</summary>
internal enum ActivationState
{
    Created,
    Activating,
    Valid,
    Deactivating,
    Ended,
}
