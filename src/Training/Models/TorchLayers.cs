using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using Federated.Training.Models.Layers;
using static TorchSharp.torch;

namespace Federated.Training.Models;

/// <summary>The torch layer of every declared layer.</summary>
internal static class TorchLayers
{
    /// <param name="placed">What was declared.</param>
    /// <param name="type">Element type of its parameters.</param>
    /// <param name="trained">False where no gradient of a parameter is ever asked for.</param>
    /// <exception cref="FederatedException">FED-1001: there is none.</exception>
    internal static TorchLayer Create(PlacedLayer placed, ScalarType type, bool trained) => placed.Layer switch
    {
        LinearLayer => new TorchLinear(placed, type, trained),
        ActivationLayer activation => new TorchActivation(activation.Function),
        Conv2dLayer => new TorchConv2d(placed, type, trained),
        ConvTranspose2dLayer => new TorchConvTranspose2d(placed, type, trained),
        PoolLayer pool => new TorchPool(pool),
        GlobalPoolLayer => new TorchGlobalPool(),
        FlattenLayer or ReshapeLayer => new TorchReshape(placed.Output),
        DropoutLayer dropout => new TorchDropout(dropout.Rate),
        BatchNormLayer => new TorchBatchNorm(placed, type, trained),
        GroupNormLayer => new TorchGroupNorm(placed, type, trained),
        LayerNormLayer => new TorchLayerNorm(placed, type, trained),
        EmbeddingLayer => new TorchEmbedding(placed, type, trained),
        PositionalEmbeddingLayer => new TorchPositionalEmbedding(placed, type, trained),
        RecurrentLayer => new TorchRecurrent(placed, type, trained),
        MeanPoolLayer => new TorchMeanPool(),
        TransformerBlockLayer => new TorchTransformerBlock(placed, type, trained),
        MatrixFactorisationLayer => new TorchMatrixFactorisation(placed, type, trained),
        GeneratorLayer => new TorchGenerator(placed, type, trained),
        SequentialLayer => new TorchSequential(placed, type, trained),
        var other => throw new FederatedException(ErrorCodes.PlanInvalid, $"The training library has no layer '{other.Kind}'."),
    };
}
