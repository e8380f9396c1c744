using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Hosting;

/// <summary>The call filters of a silo. They run in the order in which they were added.</summary>
public static class GrainCallFilterSiloBuilderExtensions
{
    /// <summary>Adds a filter for incoming calls.</summary>
    public static ISiloBuilder AddIncomingGrainCallFilter<TImplementation>(this ISiloBuilder builder)
        where TImplementation : class, IIncomingGrainCallFilter =>
        builder.ConfigureServices(services => services.AddSingleton<IIncomingGrainCallFilter, TImplementation>());

    /// <summary>Adds a filter for incoming calls.</summary>
    public static ISiloBuilder AddIncomingGrainCallFilter(this ISiloBuilder builder, IIncomingGrainCallFilter filter) =>
        builder.ConfigureServices(services => services.AddSingleton(filter));

    /// <summary>Adds a filter for incoming calls.</summary>
    public static ISiloBuilder AddIncomingGrainCallFilter(this ISiloBuilder builder, IncomingGrainCallFilterDelegate filter) =>
        builder.AddIncomingGrainCallFilter(new IncomingFilter(filter));

    /// <summary>Adds a filter for outgoing calls.</summary>
    public static ISiloBuilder AddOutgoingGrainCallFilter<TImplementation>(this ISiloBuilder builder)
        where TImplementation : class, IOutgoingGrainCallFilter =>
        builder.ConfigureServices(services => services.AddSingleton<IOutgoingGrainCallFilter, TImplementation>());

    /// <summary>Adds a filter for outgoing calls.</summary>
    public static ISiloBuilder AddOutgoingGrainCallFilter(this ISiloBuilder builder, IOutgoingGrainCallFilter filter) =>
        builder.ConfigureServices(services => services.AddSingleton(filter));

    /// <summary>Adds a filter for outgoing calls.</summary>
    public static ISiloBuilder AddOutgoingGrainCallFilter(this ISiloBuilder builder, OutgoingGrainCallFilterDelegate filter) =>
        builder.AddOutgoingGrainCallFilter(new OutgoingFilter(filter));

    private sealed class IncomingFilter(IncomingGrainCallFilterDelegate filter) : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context) => filter(context);
    }

    private sealed class OutgoingFilter(OutgoingGrainCallFilterDelegate filter) : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context) => filter(context);
    }
}
