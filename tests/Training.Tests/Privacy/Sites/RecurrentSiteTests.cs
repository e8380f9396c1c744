using Federated.Training.Privacy;
using Federated.Training.Randomness;
using FsCheck;
using FsCheck.Fluent;
using static TorchSharp.torch;

namespace Federated.Training.Tests.Privacy.Sites;

/// <summary>The unrolled cells against torch's own recurrent nets, one example at a time, without its padding.</summary>
public sealed class RecurrentSiteTests
{
    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("tanh")]
    [InlineData("relu")]
    public void Cells_InBothDirectionsWithAndWithoutPadding_AgreeWithOneAtATime(string kind) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            using var scope = NewDisposeScope();
            var random = new DeterministicRandom((ulong)seed);
            Make(kind, random).Check(random);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    private static SiteCase Make(string kind, DeterministicRandom random)
    {
        var (examples, length, width, hidden) = (1 + random.NextBelow(4), 1 + random.NextBelow(6), 1 + random.NextBelow(5), 1 + random.NextBelow(5));
        var (bias, reverse, padded) = (random.NextBelow(2) == 0, random.NextBelow(2) == 0, random.NextBelow(2) == 0);
        int[] lengths = [.. Enumerable.Range(0, examples).Select(_ => padded ? 1 + random.NextBelow(length) : length)];
        var (net, run) = Net(kind, width, hidden, bias);
        Tensor[] parameters = [.. net.parameters()];
        foreach (var parameter in parameters)
        {
            using var quiet = no_grad();
            parameter.copy_(SiteCase.Random(random, parameter.shape).mul(0.5));
        }

        var keep = zeros([examples, length], dtype: ScalarType.Bool);
        for (var i = 0; i < examples; i++)
        {
            if (lengths[i] < length) keep.narrow(0, i, 1).narrow(1, lengths[i], length - lengths[i]).fill_(true);
        }

        return new SiteCase(SiteCase.Random(random, examples, length, width), parameters, Plain, Taped);

        Tensor Plain(Tensor input, int example)
        {
            var real = input.narrow(1, 0, lengths[example]);
            var states = reverse ? run(real.flip(1)).flip(1) : run(real);
            var last = states.narrow(1, reverse ? 0 : lengths[example] - 1, 1);
            var rest = reverse ? zeros_like(last) : last;
            var whole = cat([states, .. Enumerable.Repeat(rest, length - lengths[example])], 1);
            return cat([whole, last], 1);
        }

        Tensor Taped(Tensor input, Tensor[] own, ClippingTape tape)
        {
            var weights = new RecurrentWeights(own[0], own[1], bias ? own[2] : null, bias ? own[3] : null);
            var mask = padded ? keep : null;
            var (states, last) = kind switch
            {
                "lstm" => RecurrentCells.Lstm(input, weights, reverse, mask, tape),
                "gru" => RecurrentCells.Gru(input, weights, reverse, mask, tape),
                _ => RecurrentCells.Rnn(input, weights, kind == "relu", reverse, mask, tape),
            };
            return cat([states, last.unsqueeze(1)], 1);
        }
    }

    private static (nn.Module Net, Func<Tensor, Tensor> Run) Net(string kind, long width, long hidden, bool bias)
    {
        switch (kind)
        {
            case "lstm":
                var lstm = nn.LSTM(width, hidden, bias: bias, batchFirst: true, dtype: ScalarType.Float64);
                return (lstm, input => lstm.call(input).Item1);
            case "gru":
                var gru = nn.GRU(width, hidden, bias: bias, batchFirst: true, dtype: ScalarType.Float64);
                return (gru, input => gru.call(input).Item1);
            default:
                var form = kind == "relu" ? nn.NonLinearities.ReLU : nn.NonLinearities.Tanh;
                var rnn = nn.RNN(width, hidden, 1, form, bias, batchFirst: true, dtype: ScalarType.Float64);
                return (rnn, input => rnn.call(input).Item1);
        }
    }
}
