using System.Collections.Immutable;
using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using Federated.Domain.Plans.Kinds;

namespace Federated.Domain.Plans;

/// <summary>
/// The model of a plan: a kind, and the members that the kind takes (docs/model-zoo.md). A member that the kind does not take is
/// refused, never ignored.
/// </summary>
public sealed record ModelPlan
{
    /// <summary>
    /// <c>logistic</c>, <c>mlp</c>, <c>cnn</c>, <c>rnn</c>, <c>lstm</c>, <c>gru</c>, <c>transformer</c>, <c>gpt</c>,
    /// <c>autoencoder</c>, <c>recommender</c>, <c>gan</c> or <c>layers</c>.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>Number of input features; of texts, tokens. May be left out where <see cref="Shape"/> says it, and of a <c>recommender</c>, which has 2.</summary>
    public int Inputs
    {
        get => field != 0 ? field : DefaultInputs;
        init;
    }

    /// <summary>Shape of an example, its values row-major: an image is [channels, height, width].</summary>
    public ImmutableArray<int>? Shape { get; init; }

    /// <summary>Sizes of the hidden layers; empty for <c>logistic</c>.</summary>
    public ImmutableArray<int> Hidden { get; init; } = [];

    /// <summary>
    /// Number of classes, or of targets. May be left out of a <c>gpt</c>, an <c>autoencoder</c>, a <c>recommender</c> and a <c>gan</c>,
    /// where it follows.
    /// </summary>
    public int Outputs
    {
        get => field != 0 ? field : DefaultOutputs;
        init;
    }

    /// <summary>Activation between the layers.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Channels of the convolutions, in order.</summary>
    public ImmutableArray<int>? Channels { get; init; }

    /// <summary>Height and width of a convolution's window, odd; 3 if absent.</summary>
    public int? Kernel { get; init; }

    /// <summary>After every convolution: <c>batch</c>, <c>group</c> or <c>layer</c>; none if absent.</summary>
    public string? Normalization { get; init; }

    /// <summary>Groups of channels with <c>group</c> normalization; if absent the largest of 8, 4, 2 and 1 that divides the channels.</summary>
    public int? Groups { get; init; }

    /// <summary>Share of values that training leaves out, from 0, below 1; 0 if absent.</summary>
    public double? Dropout { get; init; }

    /// <summary>Number of tokens, padding (0) among them.</summary>
    public int? Vocabulary { get; init; }

    /// <summary>Length of a token's vector.</summary>
    public int? Width { get; init; }

    /// <summary>Recurrent networks, or transformer blocks, on top of each other; 1 if absent.</summary>
    public int? Depth { get; init; }

    /// <summary>Heads of an attention, a divisor of <see cref="Width"/>; 1 if absent.</summary>
    public int? Heads { get; init; }

    /// <summary>Length of the code of an autoencoder, or of a generator's noise.</summary>
    public int? Latent { get; init; }

    /// <summary>Number of users, ids 0 to below this.</summary>
    public int? Users { get; init; }

    /// <summary>Number of items, ids 0 to below this.</summary>
    public int? Items { get; init; }

    /// <summary>Length of a user's or an item's vector.</summary>
    public int? Factors { get; init; }

    /// <summary>The layers of kind <c>layers</c>, in order.</summary>
    public ImmutableArray<Layer>? Layers { get; init; }

    /// <summary>Seed of the initial parameters.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// The hash of a model that the ledger names, of the same parameter layout, from which the run starts; absent for
    /// initial parameters drawn from <see cref="Seed"/>.
    /// </summary>
    public ContentHash? Initial { get; init; }

    /// <summary>Which part of the model is trained together; absent for all of it.</summary>
    public TransferPlan? Transfer { get; init; }

    private int DefaultInputs => Kind == ModelKinds.Recommender ? 2
        : Shape is { IsDefaultOrEmpty: false } shape ? (int)Math.Min(int.MaxValue, shape.Aggregate(1d, static (product, size) => product * size)) : 0;

    private int DefaultOutputs => Kind switch
    {
        ModelKinds.Recommender => 1,
        ModelKinds.Gpt => Vocabulary ?? 0,
        ModelKinds.Autoencoder or ModelKinds.Gan => Inputs,
        _ => 0,
    };

    /// <summary>The architecture without the seed. Made at each call.</summary>
    /// <param name="loss">What training lowers, <see cref="TrainingPlan.Loss"/>; null for what the kind is made for.</param>
    /// <exception cref="Errors.FederatedException">FED-1001 when the plan describes no model.</exception>
    public ModelSpecification ToSpecification(Objective? loss = null) => ModelKinds.Build(this, loss);

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(ModelPlan? other) => other is not null && Equals(Transfer, other.Transfer)
        && Scalars.Equals(other.Scalars) && Sizes.Equals(other.Sizes)
        && Hidden.AsSpan().SequenceEqual(other.Hidden.AsSpan())
        && Same(Shape, other.Shape) && Same(Channels, other.Channels) && Same(Layers, other.Layers);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Scalars, Sizes, Hidden.Length);

    private (string Kind, int Inputs, int Outputs, Activation Activation, ulong Seed, ContentHash? Initial) Scalars => (Kind, Inputs, Outputs, Activation, Seed, Initial);

    private (int?, string?, int?, double?, int?, int?, int?, int?, int?, int?, int?, int?) Sizes =>
        (Kernel, Normalization, Groups, Dropout, Vocabulary, Width, Depth, Heads, Latent, Users, Items, Factors);

    private static bool Same<T>(ImmutableArray<T>? left, ImmutableArray<T>? right) =>
        left is null == right is null && left.GetValueOrDefault().AsSpan().SequenceEqual(right.GetValueOrDefault().AsSpan());
}
