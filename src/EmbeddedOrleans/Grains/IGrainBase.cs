using Orleans.Runtime;

namespace Orleans;

/// <summary>What every grain class implements, mostly through <see cref="Grain"/>.</summary>
public interface IGrainBase
{
    /// <summary>The activation.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Runs once, before the first call.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs once, after the last call. It is skipped when the process dies.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
