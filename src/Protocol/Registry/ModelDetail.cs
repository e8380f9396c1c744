using System.Collections.Immutable;
using Federated.Domain.Models;

namespace Federated.Protocol.Registry;

/// <summary>Everything the registry knows of a model.</summary>
/// <param name="Summary">Hash, track, origin, tags.</param>
/// <param name="Layout">The hash of its parameter layout.</param>
/// <param name="Origins">Where the ledger names it, oldest first.</param>
/// <param name="Lineage">The runs it comes from, its own first.</param>
/// <param name="Evaluations">What was measured of it, oldest first.</param>
/// <param name="Gates">What the gates of its track, or of the track that was asked for, say of it.</param>
/// <param name="History">Events of all tracks about it.</param>
public sealed record ModelDetail(
    ModelSummary Summary, ContentHash Layout, ImmutableArray<OriginView> Origins, ImmutableArray<LineageView> Lineage,
    ImmutableArray<EvaluationView> Evaluations, ImmutableArray<GateFindingView> Gates, ImmutableArray<TrackEventView> History);
