using System.Collections.Immutable;
using Federated.Silo.Security;

namespace Federated.Silo.Api.Access;

/// <summary>Who may call an endpoint, and by which listener. Without this declaration the silo does not start.</summary>
/// <param name="Listeners">Where it answers; elsewhere it is not found.</param>
/// <param name="Roles">The roles that may call it; empty when no certificate is needed.</param>
public sealed record EndpointAccess(Listeners Listeners, ImmutableArray<Role> Roles)
{
    /// <summary>True when no certificate is needed.</summary>
    public bool IsAnonymous => Roles.IsEmpty;
}
