using System.Collections.Immutable;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using Federated.Training.Models;
using FsCheck;
using FsCheck.Fluent;
using static TorchSharp.torch;

namespace Federated.Training.Tests.Models;

/// <summary>What the declared layers say of shapes is what torch makes, or they refuse.</summary>
public sealed class ShapeProperties
{
    [Fact]
    public void Shapes_OfRandomLayers_AreTorchs() =>
        Prop.ForAll(Stacks.All.ToArbitrary(), AreTorchs).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithStartSize(1).WithEndSize(8));

    private static void AreTorchs(Stack stack)
    {
        ModelSpecification model;
        try
        {
            model = new(stack.Input, [.. stack.Layers, new FlattenLayer(), new LinearLayer { Outputs = 2 }]);
        }
        catch (FederatedException e)
        {
            Assert.Equal(ErrorCodes.PlanInvalid, e.Code);
            Assert.Contains("wanted", e.Message, StringComparison.Ordinal);
            return;
        }

        TorchRuntime.Use(1);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var value = ones([2, .. model.Input.Select(size => (long)size)]);
        var pass = new ForwardPass();
        foreach (var placed in model.Layers)
        {
            using var layer = TorchLayers.Create(placed, ScalarType.Float32, trained: true);
            Assert.Equal(placed.Tensors.Select(tensor => string.Join(',', tensor.Shape)), layer.Ordered.Select(tensor => string.Join(',', tensor.shape)));
            value = layer.Forward(value, pass);
            Assert.Equal([2, .. placed.Output.Select(size => (long)size)], value.shape);
        }
    }

    /// <summary>An input and layers that may or may not fit.</summary>
    private sealed record Stack(ImmutableArray<int> Input, ImmutableArray<Layer> Layers)
    {
        public override string ToString() => $"[{string.Join(", ", Input)}] {string.Join("; ", Layers)}";
    }

    private static class Stacks
    {
        internal static Gen<Stack> All => Gen.OneOf(Images, Texts);

        private static Gen<int> Small => Gen.Choose(1, 4);

        private static Gen<Stack> Images =>
            from channels in Small
            from height in Gen.Choose(1, 12)
            from width in Gen.Choose(1, 12)
            from layers in OnImages.ListOf()
            select new Stack([channels, height, width], [.. layers]);

        private static Gen<Stack> Texts =>
            from length in Gen.Choose(1, 6)
            from width in Small
            from layers in OnSequences.ListOf()
            select new Stack([length], [new EmbeddingLayer { Tokens = 3, Outputs = width }, .. layers]);

        private static Gen<Layer> OnImages => Gen.OneOf(
            Gen.Choose(1, 4).SelectMany(kernel => Gen.Choose(1, 3).SelectMany(stride => Gen.Choose(0, 2).Select(padding =>
                (Layer)new Conv2dLayer { Outputs = kernel, Kernel = kernel, Stride = stride, Padding = padding }))),
            Gen.Choose(1, 4).SelectMany(kernel => Gen.Choose(1, 3).SelectMany(stride => Gen.Choose(0, 2).Select(padding =>
                (Layer)new ConvTranspose2dLayer { Outputs = 2, Kernel = kernel, Stride = stride, Padding = padding, OutputPadding = stride - 1 }))),
            Gen.Choose(1, 3).SelectMany(kernel => Gen.Choose(0, 1).Select(padding => (Layer)new MaxPool2dLayer { Kernel = kernel, Padding = padding })),
            Gen.Choose(1, 3).SelectMany(kernel => Gen.Choose(1, 3).Select(stride => (Layer)new AvgPool2dLayer { Kernel = kernel, Stride = stride })),
            Small.Select(groups => (Layer)new GroupNormLayer { Groups = groups }),
            Gen.Elements<Layer>(new BatchNormLayer(), new GlobalPoolLayer(), new FlattenLayer(), new DropoutLayer { Rate = 0.5 }, new LayerNormLayer(),
                new ActivationLayer { Function = Activation.Gelu }, new ReshapeLayer { Shape = [2, 2] },
                new ResidualLayer { Layers = [new Conv2dLayer { Outputs = 2, Kernel = 3, Padding = 1 }] },
                new SequentialLayer { Layers = [new LinearLayer { Outputs = 3 }, new ActivationLayer { Function = Activation.Elu }] }));

        private static Gen<Layer> OnSequences => Gen.OneOf(
            Small.SelectMany(outputs => Gen.Elements<Layer>(
                new RnnLayer { Outputs = outputs, Sequence = true }, new LstmLayer { Outputs = outputs, Depth = 2, Sequence = true }, new GruLayer { Outputs = outputs },
                new LinearLayer { Outputs = outputs }, new TransformerBlockLayer { Heads = outputs, Causal = outputs > 2 })),
            Gen.Elements<Layer>(new PositionalEmbeddingLayer(), new LayerNormLayer(), new MeanPoolLayer(), new DropoutLayer { Rate = 0 }, new FlattenLayer(),
                new ResidualLayer { Layers = [new LayerNormLayer()] }));
    }
}
