using Federated.Domain.Aggregation;
using Federated.Domain.Models;
using Federated.Domain.Strategies;

namespace Federated.Domain.Tests.Strategies;

/// <summary>Steps of whole arrays, through the product's streamed one.</summary>
public static class WholeSteps
{
    public static ServerStep Apply(
        this IServerStrategy strategy, ReadOnlySpan<float> model, ReadOnlySpan<double> pseudoGradient, ServerState state, int pieceLength = ServerUpdate.DefaultPieceLength)
    {
        var layout = ParameterLayout.Create([new("model", [model.Length])]);
        var published = strategy.Shape.HasControls ? ParameterLayout.Create([.. layout.Tensors, new("controls", [model.Length])]) : layout;
        using var update = new ServerUpdate(
            strategy, layout, published, new ByteArray(ModelFile.Write(layout, model)), new ByteArray(state.ToBytes()), new ArrayMean(pseudoGradient.ToArray()));
        var (file, next) = (new byte[update.ModelLength], new byte[update.StateLength]);
        update.Write(new ByteArray(file), new ByteArray(next), pieceLength);
        var values = ModelFile.Read(file, published);
        return new(values[..model.Length], ServerState.FromBytes(next)) { Published = values[model.Length..] };
    }
}
