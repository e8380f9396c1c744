using System.Collections.Immutable;
using Federated.Domain.Models;

namespace Federated.Domain.Plans;

/// <summary>
/// Which part of the model is trained together. What is frozen stays as it is in the base; what is personal is trained by every partner
/// for itself and never leaves it; the rest travels. Patterns name tensors: <c>*</c> stands for any characters, <c>?</c> for one.
/// </summary>
public sealed record TransferPlan
{
    /// <summary>
    /// The hash of a whole model that the ledger names (<c>fed model import</c>), from which all parts start; absent for initial parameters
    /// drawn from the model's seed.
    /// </summary>
    public ContentHash? Base { get; init; }

    /// <summary>Tensors that are not trained.</summary>
    public ImmutableArray<string> Freeze { get; init; } = [];

    /// <summary>
    /// Tensors that each partner trains for itself: personalisation layers (FedPer; Arivazhagan et al., 1912.00818). Its own stay at the
    /// node from round to round.
    /// </summary>
    public ImmutableArray<string> Personal { get; init; } = [];

    /// <summary>Low-rank adapters of frozen tensors, which travel in their place; absent for none.</summary>
    public AdapterPlan? Adapters { get; init; }

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(TransferPlan? other) => other is not null && Base == other.Base && Freeze.AsSpan().SequenceEqual(other.Freeze.AsSpan())
        && Personal.AsSpan().SequenceEqual(other.Personal.AsSpan()) && Equals(Adapters, other.Adapters);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Base, Freeze.Length, Personal.Length, Adapters);
}
