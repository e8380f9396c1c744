using System.Collections.Immutable;

namespace Federated.Protocol.Registry;

/// <summary>The registry of models.</summary>
/// <param name="Models">Models, by run and round.</param>
/// <param name="Tracks">Tracks, by name.</param>
public sealed record RegistryView(ImmutableArray<ModelSummary> Models, ImmutableArray<TrackView> Tracks);
