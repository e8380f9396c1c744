namespace Orleans.Runtime;

/// <summary>One activation of a grain, or one object behind an observer reference.</summary>
public interface IGrainContext
{
    /// <summary>The identity.</summary>
    GrainId GrainId { get; }

    /// <summary>The object of the grain class, once it is built.</summary>
    object? GrainInstance { get; }

    /// <summary>The services of this activation.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Complete when the activation has ended.</summary>
    Task Deactivated { get; }

    /// <summary>Ends the activation after its running calls; returns at once.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
