using Federated.Domain.Agreements;
using Federated.Silo.Security;
using Microsoft.AspNetCore.Http.Features;

namespace Federated.Silo.Api.Access;

/// <summary>Who makes a request, from its client certificate.</summary>
/// <param name="Role">The role.</param>
/// <param name="Name">The name; a partner's is its <see cref="PartnerName"/>.</param>
internal sealed record Caller(Role Role, string Name)
{
    /// <summary>The partner that calls; only on endpoints that partners alone may call.</summary>
    public static PartnerName PartnerOf(HttpContext context) => PartnerName.Parse(Of(context).Name);

    /// <summary>The caller of an endpoint that is not anonymous.</summary>
    public static Caller Of(HttpContext context) => context.Features.GetRequiredFeature<Caller>();
}
