using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>The base of grain classes.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>Takes the activation that is being built on this thread.</summary>
    protected Grain() => GrainContext = RuntimeContext.Current;

    /// <summary>The activation; null in a grain built by hand.</summary>
    [AllowNull]
    public IGrainContext GrainContext { get; }

    /// <summary>The identity as text.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    /// <summary>References to other grains.</summary>
    protected IGrainFactory GrainFactory => ServiceProvider.GetRequiredService<IGrainFactory>();

    /// <summary>The services of this activation.</summary>
    protected internal IServiceProvider ServiceProvider => GrainContext?.ActivationServices
        ?? throw new InvalidOperationException("This grain was created outside of the host, so it has no services.");

    /// <inheritdoc/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends this activation after its running calls.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>Keeps idle collection away for <paramref name="timeSpan"/>; negative takes that back.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => ((Activation)GrainContext).DelayDeactivation(timeSpan);
}
