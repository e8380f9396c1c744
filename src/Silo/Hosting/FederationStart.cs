using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Federation;
using Federated.Silo.Security;

namespace Federated.Silo.Hosting;

/// <summary>Runs when the silo is up and before the listeners open: the ledger has its first entry, and active runs go on.</summary>
internal sealed class FederationStart(IGrainFactory grains, CertificateAuthority authority, CoordinatorFile credentials) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        credentials.Ensure();
        await grains.GetGrain<IFederationGrain>(GrainKeys.Federation).Start(authority.Federation, authority.Fingerprint.ToString());
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
