using System.Collections.Immutable;
using Federated.Domain.Ledger;
using Federated.Domain.Models;

namespace Federated.Domain.Registry;

/// <summary>A version: a model that the ledger names as an initial or a committed one. Its hash is its name.</summary>
/// <param name="Model">The hash of the model file.</param>
/// <param name="Layout">The hash of its parameter layout.</param>
/// <param name="Track">The track that it belongs to unless another one is named.</param>
/// <param name="Origins">Where the ledger names it, oldest first; more than one when several runs made or used the same bytes.</param>
/// <param name="Evaluations">What was measured of it, oldest first.</param>
public sealed record RegisteredModel(
    ContentHash Model, ContentHash Layout, string Track, ImmutableArray<ModelOrigin> Origins, ImmutableArray<ModelEvaluated> Evaluations)
{
    /// <summary>The first entry that names it. Its parent stands earlier in the ledger, so chains of parents end.</summary>
    public ModelOrigin Origin => Origins[0];
}
