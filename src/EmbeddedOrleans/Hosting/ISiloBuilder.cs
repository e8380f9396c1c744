using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Hosting;

/// <summary>Builds the silo of a host.</summary>
public interface ISiloBuilder
{
    /// <summary>The services of the host.</summary>
    IServiceCollection Services { get; }

    /// <summary>The configuration of the host.</summary>
    IConfiguration Configuration { get; }
}
