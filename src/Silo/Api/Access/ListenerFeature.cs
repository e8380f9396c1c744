namespace Federated.Silo.Api.Access;

/// <summary>Marks a connection with the listener that took it; requests on it inherit the mark.</summary>
/// <param name="Listener">The listener.</param>
internal sealed record ListenerFeature(Listeners Listener);
