using Federated.Training.Privacy;
using Federated.Training.Randomness;
using FsCheck;
using FsCheck.Fluent;
using static TorchSharp.torch;

namespace Federated.Training.Tests.Privacy.Sites;

/// <summary>The unrolled cells against torch's own recurrent nets, one example at a time.</summary>
public sealed class RecurrentSiteTests
{
    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("rnn")]
    public void Cells_AgreeWithOneAtATime(string kind) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            using var scope = NewDisposeScope();
            var random = new DeterministicRandom((ulong)seed);
            Make(kind, random).Check(random);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    private static SiteCase Make(string kind, DeterministicRandom random)
    {
        var (examples, length, width, hidden) = (1 + random.NextBelow(4), 1 + random.NextBelow(6), 1 + random.NextBelow(5), 1 + random.NextBelow(5));
        var (net, run) = Net(kind, width, hidden);
        Tensor[] parameters = [.. net.parameters()];
        foreach (var parameter in parameters)
        {
            using var quiet = no_grad();
            parameter.copy_(SiteCase.Random(random, parameter.shape).mul(0.5));
        }

        return new SiteCase(SiteCase.Random(random, examples, length, width), parameters, (x, _) => run(x), (x, own, tape) =>
        {
            var weights = new RecurrentWeights(own[0], own[1], own[2], own[3]);
            return kind switch
            {
                "lstm" => RecurrentCells.Lstm(x, weights, tape),
                "gru" => RecurrentCells.Gru(x, weights, tape),
                _ => RecurrentCells.Rnn(x, weights, tape),
            };
        });
    }

    private static (nn.Module Net, Func<Tensor, Tensor> Run) Net(string kind, long width, long hidden)
    {
        switch (kind)
        {
            case "lstm":
                var lstm = nn.LSTM(width, hidden, batchFirst: true, dtype: ScalarType.Float64);
                return (lstm, input => lstm.call(input).Item1);
            case "gru":
                var gru = nn.GRU(width, hidden, batchFirst: true, dtype: ScalarType.Float64);
                return (gru, input => gru.call(input).Item1);
            default:
                var rnn = nn.RNN(width, hidden, batchFirst: true, dtype: ScalarType.Float64);
                return (rnn, input => rnn.call(input).Item1);
        }
    }
}
