using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.EmbeddedTorch.Tests.Agreement;

/// <summary>Recurrent networks: the outputs and the last states, one after the other.</summary>
internal static class RecurrentCases
{
    internal static IReadOnlyList<AgreementCase> All { get; } =
    [
        Lstm("LSTM(3, 4)", () => nn.LSTM(3, 4)),
        Lstm("LSTM(3, 4, num_layers=2, batch_first=True, bidirectional=True, dropout=0.3)", () => nn.LSTM(3, 4, 2, batchFirst: true, bidirectional: true, dropout: 0.3)),
        Lstm("LSTM(3, 4, bias=False, batch_first=True)", () => nn.LSTM(3, 4, bias: false, batchFirst: true)),
        Case("LSTM(3, 4, batch_first=True)", ThreeOf("m(x[0], (x[1], x[2]))"), () => nn.LSTM(3, 4, batchFirst: true), (m, x) =>
        {
            var (output, hidden, cell) = ((LSTM)m).call(x[0], (x[1], x[2]));
            return Joined(output, hidden, cell);
        }, [2, 5, 3], [1, 2, 4], [1, 2, 4]),
        Gru("GRU(3, 4)", () => nn.GRU(3, 4)),
        Gru("GRU(3, 4, num_layers=2, batch_first=True, bidirectional=True, dropout=0.3)", () => nn.GRU(3, 4, 2, batchFirst: true, bidirectional: true, dropout: 0.3)),
        Case("GRU(3, 4, batch_first=True)", TwoOf("m(x[0], x[1])"), () => nn.GRU(3, 4, batchFirst: true), (m, x) =>
        {
            var (output, last) = ((GRU)m).call(x[0], x[1]);
            return Joined(output, last);
        }, [2, 5, 3], [1, 2, 4]),
        Rnn("RNN(3, 4)", () => nn.RNN(3, 4)),
        Rnn("RNN(3, 4, num_layers=2, nonlinearity='relu', batch_first=True, bidirectional=True)", () => nn.RNN(3, 4, 2, nn.NonLinearities.ReLU, batchFirst: true, bidirectional: true)),
    ];

    private static AgreementCase Lstm(string module, Func<LSTM> build) => Case(module, ThreeOf("m(x[0])"), build, (m, x) =>
    {
        var (output, hidden, cell) = ((LSTM)m).call(x[0]);
        return Joined(output, hidden, cell);
    }, [2, 5, 3]);

    private static AgreementCase Gru(string module, Func<GRU> build) => Case(module, TwoOf("m(x[0])"), build, (m, x) =>
    {
        var (output, last) = ((GRU)m).call(x[0]);
        return Joined(output, last);
    }, [2, 5, 3]);

    private static AgreementCase Rnn(string module, Func<RNN> build) => Case(module, TwoOf("m(x[0])"), build, (m, x) =>
    {
        var (output, last) = ((RNN)m).call(x[0]);
        return Joined(output, last);
    }, [2, 5, 3]);

    private static AgreementCase Case(string module, string call, Func<nn.Module> build, Func<nn.Module, Tensor[], Tensor> forward, params long[][] shapes) =>
        new($"{module} of {shapes.Length}", call, (m, x) => forward(m!, x), () => Array.ConvertAll(shapes, shape => randn(shape, float64))) { Module = "torch.nn." + module, Build = build };

    private static string TwoOf(string call) => $"(lambda o, h: torch.cat([o.flatten(), h.flatten()]))(*{call})";

    private static string ThreeOf(string call) => $"(lambda o, s: torch.cat([o.flatten(), s[0].flatten(), s[1].flatten()]))(*{call})";

    private static Tensor Joined(params Tensor[] tensors) => cat(Array.ConvertAll(tensors, tensor => tensor.flatten()));
}
