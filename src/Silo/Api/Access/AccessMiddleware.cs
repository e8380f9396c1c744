using System.Security.Cryptography.X509Certificates;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Grains.Ports;
using Federated.Silo.Security;

namespace Federated.Silo.Api.Access;

/// <summary>Holds every request against the declaration of its endpoint: the listener it came in by, and the caller's role.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, IFederationKeys keys, PartnerCertificates enrolled)
{
    /// <summary>Calls the endpoint, or refuses.</summary>
    /// <exception cref="FederatedException">FED-1101, FED-1102, or FED-1607 when the listener has no such route.</exception>
    public async Task Invoke(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var access = endpoint?.Metadata.GetMetadata<EndpointAccess>();
        if (access is null)
        {
            // Routing's own answers (no such method, no such media type) are no routes and give nothing away.
            if (endpoint is RouteEndpoint)
                throw new FederatedException(ErrorCodes.Forbidden, "This address declares nobody who may call it.");
            await next(context);
            return;
        }

        var listener = context.Features.Get<ListenerFeature>()?.Listener ?? Listeners.None;
        if ((access.Listeners & listener) == Listeners.None)
            throw Problems.ProblemWriter.RouteUnknown(context.Request);
        if (!access.IsAnonymous)
            context.Features.Set(await Authorize(context, access));
        await next(context);
    }

    private async Task<Caller> Authorize(HttpContext context, EndpointAccess access)
    {
        if (await context.Connection.GetClientCertificateAsync(context.RequestAborted) is not { } certificate)
            throw new FederatedException(ErrorCodes.NotAuthenticated,
                "Got no client certificate, wanted one of this federation. Partners enrol with 'fed-node join TOKEN'; 'fed' takes its credentials file with --credentials.");
        var caller = Identify(certificate);
        if (!access.Roles.Contains(caller.Role))
            throw new FederatedException(ErrorCodes.Forbidden,
                $"Got a certificate of role '{Text(caller.Role)}', wanted {string.Join(" or ", access.Roles.Select(r => $"'{Text(r)}'"))}. Use the credentials of somebody who has that role.");
        if (caller.Role == Role.Partner && !await enrolled.IsCurrent(PartnerName.Parse(caller.Name), ContentHash.Of(certificate.RawData)))
            throw new FederatedException(ErrorCodes.NotAuthenticated,
                $"Got a certificate that '{caller.Name}' is not enrolled with now, wanted the one handed out last. Use it, or ask the coordinator for an invitation.");
        return caller;
    }

    private Caller Identify(X509Certificate2 certificate)
    {
        var (role, name) = CertificateIdentity.Read(certificate, keys.Federation);
        return new(role, name);
    }

#pragma warning disable CA1308 // Roles are printed as the documents print them.
    private static string Text(Role role) => role.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}
