using Federated.Silo.Security;

namespace Federated.Silo.Api.Access;

/// <summary>Declares who may call an endpoint.</summary>
public static class EndpointAccessExtensions
{
    /// <summary>Only these roles, on these listeners.</summary>
    public static TBuilder Allow<TBuilder>(this TBuilder builder, Listeners listeners, params Role[] roles)
        where TBuilder : IEndpointConventionBuilder
    {
        if (roles.Length == 0)
            throw new ArgumentException($"Got no role; use {nameof(AllowAnyone)} when no certificate is needed.", nameof(roles));
        return builder.WithMetadata(new EndpointAccess(listeners, [.. roles]));
    }

    /// <summary>Anyone, without a certificate, on these listeners.</summary>
    public static TBuilder AllowAnyone<TBuilder>(this TBuilder builder, Listeners listeners)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new EndpointAccess(listeners, []));
}
