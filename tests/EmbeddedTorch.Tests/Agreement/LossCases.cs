using static Federated.EmbeddedTorch.Tests.Agreement.AgreementCase;
using static TorchSharp.torch;

namespace Federated.EmbeddedTorch.Tests.Agreement;

/// <summary>Losses, with weights, ignored classes and every reduction that training uses.</summary>
internal static class LossCases
{
    private static readonly double[] Weights = [0.5, 1, 2, 0.1];

    internal static IReadOnlyList<AgreementCase> All { get; } =
    [
        Classes("F.cross_entropy(x[0], x[1])", x => nn.functional.cross_entropy(x[0], x[1])),
        Classes("F.cross_entropy(x[0], x[1], ignore_index=2)", x => nn.functional.cross_entropy(x[0], x[1], ignore_index: 2)),
        Classes("F.cross_entropy(x[0], x[1], x[2].detach(), reduction='sum', label_smoothing=0.1)", x => nn.functional.cross_entropy(x[0], x[1], x[2].detach(), reduction: nn.Reduction.Sum, label_smoothing: 0.1)),
        Classes("F.cross_entropy(x[0], x[1], x[2].detach(), ignore_index=1, reduction='none')", x => nn.functional.cross_entropy(x[0], x[1], x[2].detach(), ignore_index: 1, reduction: nn.Reduction.None)),
        Classes("F.nll_loss(F.log_softmax(x[0], 1), x[1])", x => nn.functional.nll_loss(nn.functional.log_softmax(x[0], 1), x[1])),
        Classes("F.nll_loss(F.log_softmax(x[0], 1), x[1], x[2].detach(), reduction='sum')", x => nn.functional.nll_loss(nn.functional.log_softmax(x[0], 1), x[1], x[2].detach(), nn.Reduction.Sum)),
        Function("torch.nn.CrossEntropyLoss(ignore_index=0)(x[0], x[1])", x => nn.CrossEntropyLoss(ignore_index: 0).call(x[0], x[1]), Labelled),
        Numbers("F.mse_loss(x[0], x[1])", x => nn.functional.mse_loss(x[0], x[1])),
        Numbers("torch.nn.MSELoss(reduction='sum')(x[0], x[1])", x => nn.MSELoss(nn.Reduction.Sum).call(x[0], x[1])),
        Numbers("F.l1_loss(x[0], x[1])", x => nn.functional.l1_loss(x[0], x[1])),
        Numbers("torch.nn.L1Loss(reduction='none')(x[0], x[1])", x => nn.L1Loss(nn.Reduction.None).call(x[0], x[1])),
        Numbers("F.smooth_l1_loss(x[0], x[1], beta=0.5)", x => nn.functional.smooth_l1_loss(x[0], x[1], beta: 0.5)),
        Numbers("torch.nn.SmoothL1Loss()(x[0], x[1])", x => nn.SmoothL1Loss().call(x[0], x[1])),
        Truths("F.binary_cross_entropy(x[0].sigmoid(), x[1])", x => nn.functional.binary_cross_entropy(x[0].sigmoid(), x[1])),
        Truths("torch.nn.BCELoss(reduction='sum')(x[0].sigmoid(), x[1])", x => nn.BCELoss(reduction: nn.Reduction.Sum).call(x[0].sigmoid(), x[1])),
        Truths("F.binary_cross_entropy_with_logits(x[0], x[1], pos_weight=x[2].detach())", x => nn.functional.binary_cross_entropy_with_logits(x[0], x[1], pos_weights: x[2].detach())),
        Truths("torch.nn.BCEWithLogitsLoss()(x[0], x[1])", x => nn.BCEWithLogitsLoss().call(x[0], x[1])),
        Function("torch.nn.NLLLoss()(F.log_softmax(x[0], 1), x[1])", x => nn.NLLLoss().call(nn.functional.log_softmax(x[0], 1), x[1]), Labelled),
    ];

    private static AgreementCase Classes(string call, Func<Tensor[], Tensor> loss) => Function(call, loss, Labelled);

    private static AgreementCase Numbers(string call, Func<Tensor[], Tensor> loss) => Function(call, loss, [6, 4], [6, 4]);

    private static AgreementCase Truths(string call, Func<Tensor[], Tensor> loss) =>
        Function(call, loss, () => [randn([6, 4], float64), randint(0, 2, [6, 4]).to(float64), tensor(Weights)]);

    private static Tensor[] Labelled() => [randn([6, 4], float64), randint(0, 4, [6]), tensor(Weights)];
}
