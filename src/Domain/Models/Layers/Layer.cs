using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;
using Federated.Domain.Errors;

namespace Federated.Domain.Models.Layers;

/// <summary>
/// One layer of a model, declared: what shape it makes of an example, and which tensors it has. How it computes is in the training
/// library, which has one class per layer here. Shapes are those of one example, without the batch dimension.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "layer")]
[JsonDerivedType(typeof(LinearLayer), "linear")]
[JsonDerivedType(typeof(ActivationLayer), "activation")]
[JsonDerivedType(typeof(Conv2dLayer), "conv2d")]
[JsonDerivedType(typeof(ConvTranspose2dLayer), "conv-transpose2d")]
[JsonDerivedType(typeof(MaxPool2dLayer), "max-pool2d")]
[JsonDerivedType(typeof(AvgPool2dLayer), "avg-pool2d")]
[JsonDerivedType(typeof(GlobalPoolLayer), "global-pool")]
[JsonDerivedType(typeof(FlattenLayer), "flatten")]
[JsonDerivedType(typeof(ReshapeLayer), "reshape")]
[JsonDerivedType(typeof(DropoutLayer), "dropout")]
[JsonDerivedType(typeof(BatchNormLayer), "batch-norm")]
[JsonDerivedType(typeof(GroupNormLayer), "group-norm")]
[JsonDerivedType(typeof(LayerNormLayer), "layer-norm")]
[JsonDerivedType(typeof(EmbeddingLayer), "embedding")]
[JsonDerivedType(typeof(PositionalEmbeddingLayer), "positional-embedding")]
[JsonDerivedType(typeof(RnnLayer), "rnn")]
[JsonDerivedType(typeof(LstmLayer), "lstm")]
[JsonDerivedType(typeof(GruLayer), "gru")]
[JsonDerivedType(typeof(MeanPoolLayer), "mean-pool")]
[JsonDerivedType(typeof(TransformerBlockLayer), "transformer-block")]
[JsonDerivedType(typeof(MatrixFactorisationLayer), "matrix-factorisation")]
[JsonDerivedType(typeof(SequentialLayer), "sequential")]
[JsonDerivedType(typeof(ResidualLayer), "residual")]
[JsonDerivedType(typeof(GeneratorLayer), "generator")]
public abstract record Layer
{
    /// <summary>The largest id or count: float32, in which ids travel, holds every whole number up to here.</summary>
    protected const int LargestId = 1 << 24;

    /// <summary>The largest window, stride or padding.</summary>
    protected const int LargestWindow = 4096;

    private static readonly Dictionary<Type, string> Names = typeof(Layer).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(type => type.DerivedType, type => (string)type.TypeDiscriminator!);

    /// <summary>The names of layers in plans.</summary>
    public static ImmutableArray<string> Kinds { get; } = [.. Names.Values.Order(StringComparer.Ordinal)];

    /// <summary>What plans call this layer.</summary>
    [JsonIgnore]
    public string Kind => Names.GetValueOrDefault(GetType()) ?? GetType().Name;

    /// <summary>True where the value of one example depends on the others of its batch: then no private mode admits the layer.</summary>
    [JsonIgnore]
    public virtual bool MixesExamples => false;

    /// <summary>The largest share of values that training leaves out at random, 0 for none.</summary>
    [JsonIgnore]
    public virtual double DroppedOut => 0;

    /// <summary>What its tensors' names begin with; absent for <c>layers.</c> and its position in the list, from 0.</summary>
    public string? Name { get; init; }

    /// <summary>The shape that it makes of an example of a shape.</summary>
    /// <exception cref="FederatedException">FED-1001: a member is out of range, or the input does not fit.</exception>
    public abstract ImmutableArray<int> Output(ImmutableArray<int> input);

    /// <summary>Its tensors, in the order of PyTorch's module; none for a layer without parameters.</summary>
    /// <param name="input">Checked by <see cref="Output"/> before.</param>
    public virtual ImmutableArray<LayerTensor> Tensors(ImmutableArray<int> input) => [];

    /// <summary>Refuses unless a condition holds.</summary>
    protected static void Require(bool holds, string member, object got, string wanted)
    {
        if (!holds)
            throw new FederatedException(ErrorCodes.PlanInvalid, string.Create(CultureInfo.InvariantCulture, $"{member} is {got}; wanted {wanted}."));
    }

    /// <summary>A shape, as messages print it.</summary>
    protected static string Text(ImmutableArray<int> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>Values of a shape.</summary>
    protected static long Count(ImmutableArray<int> shape) => shape.Aggregate(1L, static (product, size) => product > int.MaxValue ? product : product * size);

    /// <summary>Refuses what is no image.</summary>
    protected static void RequireImage(ImmutableArray<int> input) => Require(input.Length == 3, "the input", Text(input), "an image [channels, height, width]");

    /// <summary>Refuses what is no sequence of vectors.</summary>
    protected static void RequireSequence(ImmutableArray<int> input) =>
        Require(input.Length == 2, "the input", Text(input), "a sequence of vectors [length, width], as an embedding makes it");

    /// <summary>How many windows fit into a dimension, with the checks of their members.</summary>
    protected static int Windows(int size, int kernel, int stride, int padding)
    {
        Require(kernel is >= 1 and <= LargestWindow, "kernel", kernel, $"1 to {LargestWindow}");
        Require(stride is >= 1 and <= LargestWindow, "stride", stride, $"1 to {LargestWindow}");
        Require(padding >= 0 && padding <= kernel / 2, "padding", padding, $"0 to half of the kernel {kernel}");
        var room = size + (2L * padding) - kernel;
        Require(room is >= 0 and <= int.MaxValue, "kernel", kernel, $"at most {size + (2L * padding)}, the pixels there are with the padding");
        return (int)(room / stride) + 1;
    }
}
