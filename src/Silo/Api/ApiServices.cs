using Federated.Protocol;
using Federated.Silo.Api.Access;
using Federated.Silo.Api.Endpoints;
using Federated.Silo.Api.Problems;

namespace Federated.Silo.Api;

/// <summary>The HTTPS API: services, pipeline, routes.</summary>
internal static class ApiServices
{
    /// <summary>Largest body of a request that is not an update, in bytes.</summary>
    public const int MaxRequestBytes = 1 << 20;

    /// <summary>Registers what the endpoints need.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services) => services
        .AddSingleton<PartnerCertificates>()
        .AddSingleton<ContributionBook>()
        .AddSingleton<WorkDesk>()
        .AddSingleton<CodedModels>()
        .AddOpenApi()
        .Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true)
        .ConfigureHttpJsonOptions(o =>
        {
            ProtocolJson.Configure(o.SerializerOptions);
            o.SerializerOptions.RespectRequiredConstructorParameters = true;
        });

    /// <summary>Adds the pipeline and the routes, and checks that every route says who may call it.</summary>
    /// <exception cref="Domain.Errors.FederatedException">FED-1601 when one does not.</exception>
    public static void UseApi(this WebApplication app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.UseMiddleware<AccessMiddleware>();
        EnrolmentEndpoints.Map(app);
        NodeEndpoints.Map(app);
        UpdateEndpoint.Map(app);
        ModelEndpoints.Map(app);
        RegistryEndpoints.Map(app);
        RunEndpoints.Map(app);
        PartnerEndpoints.Map(app);
        LedgerEndpoints.Map(app);
        app.MapGet("/healthz", () => TypedResults.Text("ok")).AllowAnyone(Listeners.Both);
        app.MapOpenApi().AllowAnyone(Listeners.Console);
        AccessDeclarations.Check(app);
    }
}
