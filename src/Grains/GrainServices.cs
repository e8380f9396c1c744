using Federated.Grains.Models;
using Federated.Grains.Round;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Federated.Grains;

/// <summary>Registers what the grains share.</summary>
public static class GrainServices
{
    /// <summary>Adds the grains' own services; storage, keys and secrets come from the host.</summary>
    public static IServiceCollection AddFederatedGrains(this IServiceCollection services)
    {
        services.TryAddSingleton<SumDesk>();
        services.TryAddSingleton<RoundPorts>();
        services.TryAddSingleton<ModelBook>();
        return services;
    }
}
