using Federated.Conformance.Hosting;

namespace Federated.Conformance.Life;

/// <summary>Opens the gates "activated" and "deactivated" of its key; fails to activate once if its key says so.</summary>
public sealed class LifeGrain : Grain, ILifeGrain
{
    private static int s_activations;
    private int _activation;

    private string Key => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (Key.Contains("fails", StringComparison.Ordinal) && !Gates.IsOpen($"{Key}-mended"))
        {
            throw new InvalidTimeZoneException("this grain does not activate");
        }

        _activation = Interlocked.Increment(ref s_activations);
        Gates.Open($"{Key}-activated");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Gates.Open($"{Key}-deactivated", reason.ReasonCode);
        return Task.CompletedTask;
    }

    public Task<int> Activation() => Task.FromResult(_activation);

    public Task<int> Leave()
    {
        DeactivateOnIdle();
        return Activation();
    }

    public async Task Hold(string prefix)
    {
        Gates.Open(prefix + "entered");
        await Gates.Of(prefix + "leave");
    }

    public Task KeepTicking(TimeSpan period, bool keepAlive)
    {
        this.RegisterGrainTimer(static () => Task.CompletedTask, new GrainTimerCreationOptions(period, period) { KeepAlive = keepAlive });
        return Task.CompletedTask;
    }
}
