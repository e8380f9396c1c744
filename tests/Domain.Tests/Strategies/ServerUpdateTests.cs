using Federated.Domain.Aggregation;
using Federated.Domain.Models;
using Federated.Domain.Strategies;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Domain.Tests.Strategies;

public sealed class ServerUpdateTests
{
    private static readonly IServerStrategy[] Strategies =
    [
        new FedAvg(), new ServerSgd(0.5, 0), new ServerSgd(0.5, 0.9), new ServerAdam(0.1, 0.9, 0.99, 1e-3), new ServerAdagrad(0.1, 0.9, 1e-3),
        new ServerYogi(0.1, 0.9, 0.99, 1e-3), new FedNova(0.5), new QFedAvg(), new Scaffold(0.5, 0.75),
    ];

    /// <summary>The law: three rounds in pieces of any length give the bytes of three rounds in one piece.</summary>
    [Fact]
    public void Write_PiecesOfAnyLength_GiveTheBytesOfTheWhole() =>
        Prop.ForAll(
            (from strategy in Gen.Elements(Strategies)
             from length in Gen.Choose(1, 60)
             from piece in Gen.Choose(1, 70)
             from seed in Gen.Choose(0, 1 << 20)
             select (strategy, length, piece, seed)).ToArbitrary(),
            it =>
            {
                var random = new SeededRandom((ulong)it.seed);
                var model = Enumerable.Range(0, it.length).Select(_ => (float)random.NextDouble()).ToArray();
                var (whole, pieces) = (new ServerStep(model, ServerState.Empty), new ServerStep(model, ServerState.Empty));
                for (var round = 0; round < 3; round++)
                {
                    var behind = it.strategy.Shape.Scalars + (it.strategy.Shape.HasControls ? it.length : 0);
                    var mean = Enumerable.Range(0, it.length + behind).Select(_ => random.NextDouble() - 0.5).ToArray();
                    mean[^1] = Math.Abs(mean[^1]) + 1e-6;
                    whole = it.strategy.Apply(whole.Model, mean, whole.State);
                    pieces = it.strategy.Apply(pieces.Model, mean, pieces.State, it.piece);
                }

                return whole.Model.SequenceEqual(pieces.Model) && whole.Published.SequenceEqual(pieces.Published) && whole.State.ToBytes().SequenceEqual(pieces.State.ToBytes());
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Write_BesideValue_IsAskedForLastAndStored()
    {
        var layout = ParameterLayout.Create([new("w", [3])]);
        var asked = 0;
        using var update = new ServerUpdate(
            new ServerSgd(1, 0.5), layout, layout, new ByteArray(ModelFile.Write(layout, [1, 2, 3])), null, new ArrayMean(new double[] { 1, 1, 1 }), ("beside", () => ++asked));
        var (model, state) = (new byte[update.ModelLength], new byte[update.StateLength]);

        update.Write(new ByteArray(model), new ByteArray(state));

        var read = new ServerStateReader(new ByteArray(state));
        Assert.Equal<(string, long)>([("beside", 1L), ("velocity", 3L)], read.Vectors);
        Assert.Equal(1, read.Single("beside"));
        Assert.Equal([2, 3, 4], ModelFile.Read(model, layout));
    }

    [Fact]
    public void Read_TensorsInAnotherOrder_AreFoundInPiecesToo()
    {
        var written = ParameterLayout.Create([new("b", [2]), new("federated.auxiliary/x", [1]), new("a", [2, 2])]);
        var wanted = ParameterLayout.Create([new("a", [2, 2]), new("b", [2])]);
        var file = ModelFile.Write(written, [5, 6, 99, 1, 2, 3, 4]);
        var reader = new ModelFileReader(new ByteArray(file), wanted);

        for (var first = 0; first < 6; first++)
        {
            for (var length = 0; length <= 6 - first; length++)
            {
                var piece = new float[length];
                reader.Read(first, piece);
                Assert.Equal(ModelFile.Read(file, wanted)[first..(first + length)], piece);
            }
        }

        Assert.Throws<ArgumentException>(() => reader.Read(5, new float[2]));
    }
}
