namespace Federated.Silo.Hosting;

/// <summary>
/// Default deny for the product's grains: they take calls from grains and from this host's own code, which is where
/// identity was checked, and none from an Orleans client outside. Membership, reminder and timer calls are not the product's and
/// pass. A caller outside has the grain id <c>sys.client/...</c>; the host's own has <c>sys.client/hosted-...</c>, or none at
/// all in the embedded Orleans. This is a second line: no gateway is open unless <c>--gateway-port</c> opens one.
/// </summary>
internal sealed class ProductCallFilter : IIncomingGrainCallFilter
{
    private const string Product = "Federated.Grains.Abstractions";
    private const string ClientType = "sys.client";
    private const string HostedPrefix = "hosted-";

    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (IsProduct(context.InterfaceMethod?.DeclaringType) && IsOutside(context.SourceId))
            throw new UnauthorizedAccessException($"{context.InterfaceName} takes no calls from Orleans clients. Use the HTTPS API, which checks who calls.");
        return context.Invoke();
    }

    /// <summary>True for the interfaces that this filter guards.</summary>
    internal static bool IsProduct(Type? declaring) =>
        declaring?.Namespace is { } space && (space.Equals(Product, StringComparison.Ordinal) || space.StartsWith(Product + ".", StringComparison.Ordinal));

    /// <summary>True for a caller that is neither a grain nor this host.</summary>
    internal static bool IsOutside(GrainId? source) => source is { } id
        && string.Equals(id.Type.ToString(), ClientType, StringComparison.Ordinal)
        && id.Key.ToString()?.StartsWith(HostedPrefix, StringComparison.Ordinal) != true;
}
