using Federated.Domain.Errors;

namespace Federated.Silo.Api.Access;

/// <summary>Default deny, at start-up: an endpoint that does not say who may call it keeps the silo from starting.</summary>
public static class AccessDeclarations
{
    /// <summary>Returns when every endpoint has its declaration.</summary>
    /// <exception cref="FederatedException">FED-1601, with the endpoints that have none.</exception>
    public static void Check(IEndpointRouteBuilder routes)
    {
        var open = routes.DataSources
            .SelectMany(s => s.Endpoints)
            .Where(e => e.Metadata.GetMetadata<EndpointAccess>() is null or { Listeners: Listeners.None })
            .Select(e => $"'{e.DisplayName}'")
            .ToArray();
        if (open.Length > 0)
            throw new FederatedException(ErrorCodes.ConfigurationInvalid,
                $"Got endpoints without a declaration of who may call them: {string.Join(", ", open)}. Add .{nameof(EndpointAccessExtensions.Allow)}(listeners, roles) to each.");
    }
}
