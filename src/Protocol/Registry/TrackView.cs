using System.Collections.Immutable;
using Federated.Domain.Models;

namespace Federated.Protocol.Registry;

/// <summary>A track: a family of models, one of which is released at a time.</summary>
/// <param name="Track">Its name.</param>
/// <param name="Tags">Which model each tag stands at.</param>
/// <param name="Gates">The gates that stand.</param>
/// <param name="Earlier">Models released before the present one, oldest first.</param>
/// <param name="History">What happened, oldest first.</param>
public sealed record TrackView(
    string Track, ImmutableSortedDictionary<string, ContentHash> Tags, ImmutableArray<GateView> Gates, ImmutableArray<ContentHash> Earlier,
    ImmutableArray<TrackEventView> History);
