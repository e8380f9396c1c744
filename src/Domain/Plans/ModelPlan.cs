using System.Collections.Immutable;
using Federated.Domain.Models;
using Federated.Domain.Plans.Kinds;

namespace Federated.Domain.Plans;

/// <summary>The model of a plan.</summary>
public sealed record ModelPlan
{
    /// <summary><c>mlp</c> or <c>logistic</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Number of input features.</summary>
    public required int Inputs { get; init; }

    /// <summary>Sizes of the hidden layers; empty for <c>logistic</c>.</summary>
    public ImmutableArray<int> Hidden { get; init; } = [];

    /// <summary>Number of classes.</summary>
    public required int Outputs { get; init; }

    /// <summary>Activation between the layers.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Seed of the initial parameters.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// The hash of a model that the ledger names, of the same parameter layout, from which the run starts; absent for
    /// initial parameters drawn from <see cref="Seed"/>.
    /// </summary>
    public ContentHash? Initial { get; init; }

    /// <summary>The architecture without the seed. Made at each call.</summary>
    /// <exception cref="Errors.FederatedException">FED-1001 when the plan describes no model.</exception>
    public ModelSpecification ToSpecification() => ModelKinds.Build(this);

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(ModelPlan? other) => other is not null && Kind == other.Kind && Inputs == other.Inputs
        && Hidden.AsSpan().SequenceEqual(other.Hidden.AsSpan()) && Outputs == other.Outputs && Activation == other.Activation && Seed == other.Seed
        && Initial == other.Initial;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Inputs, Hidden.Length, Outputs, Activation, Seed, Initial);
}
