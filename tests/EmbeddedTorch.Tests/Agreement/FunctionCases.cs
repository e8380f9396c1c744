using TorchSharp;
using static Federated.EmbeddedTorch.Tests.Agreement.AgreementCase;
using static TorchSharp.torch;

namespace Federated.EmbeddedTorch.Tests.Agreement;

/// <summary>Functions of tensors, with their gradients where they have any.</summary>
internal static class FunctionCases
{
    private static readonly long[] Matrix = [3, 4];

    internal static IReadOnlyList<AgreementCase> All { get; } = [.. Continuous, .. Discrete];

    private static IEnumerable<AgreementCase> Continuous =>
    [
        Function("torch.cat([x[0], x[1]], 1)", x => cat([x[0], x[1]], 1), Matrix, Matrix),
        Function("torch.stack([x[0], x[1]], 1)", x => stack([x[0], x[1]], 1), Matrix, Matrix),
        Function("x[0].split(2, 1)[1] * x[0].chunk(2, 1)[0]", x => x[0].split(2, 1)[1] * x[0].chunk(2, 1)[0], Matrix),
        Function("x[0].split([1, 3], 1)[1]", x => x[0].split([1, 3], 1)[1], Matrix),
        Function("x[0].unbind(1)[2]", x => x[0].unbind(1)[2], Matrix),
        Function("torch.einsum('bij,bkj->bik', x[0], x[1])", x => einsum("bij,bkj->bik", x[0], x[1]), [2, 3, 4], [2, 5, 4]),
        Function("x[0].bmm(x[1])", x => x[0].bmm(x[1]), [2, 3, 4], [2, 4, 5]),
        Function("torch.baddbmm(x[2], x[0], x[1], beta=0.5, alpha=2)", x => baddbmm(x[2], x[0], x[1], 0.5f, 2), [2, 3, 4], [2, 4, 5], [2, 3, 5]),
        Function("x[0].matmul(x[1])", x => x[0].matmul(x[1]), [2, 3, 4], [4, 5]),
        Function("x[0].mv(x[1]).dot(x[2])", x => x[0].mv(x[1]).dot(x[2]), Matrix, [4], [3]),
        Function("(lambda q, k, v: (q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5).softmax(-1) @ v)(*x)",
            x => nn.functional.scaled_dot_product_attention(x[0], x[1], x[2]), [2, 2, 5, 4], [2, 2, 6, 4], [2, 2, 6, 3]),
        Function("(lambda q, k, v: (q @ k.transpose(-2, -1) / 2 + torch.full((5, 5), float('-inf'), dtype=q.dtype).triu(1)).softmax(-1) @ v)(*x)",
            x => nn.functional.scaled_dot_product_attention(x[0], x[1], x[2], is_casual: true), [2, 5, 4], [2, 5, 4], [2, 5, 3]),
        Function("x[0].permute(2, 0, 1).contiguous().view(4, 6)", x => x[0].permute(2, 0, 1).contiguous().view(4, 6), [2, 3, 4]),
        Function("x[0].transpose(0, 2).reshape(4, 6).unsqueeze(1).squeeze(1)", x => x[0].transpose(0, 2).reshape(4, 6).unsqueeze(1).squeeze(1), [2, 3, 4]),
        Function("x[0].unsqueeze(1).expand(3, 2, 4).repeat(1, 2, 1)", x => x[0].unsqueeze(1).expand(3, 2, 4).repeat(1, 2, 1), Matrix),
        Function("x[0].repeat_interleave(2, 1).flip(0).roll(1, 1)", x => x[0].repeat_interleave(2, 1).flip(0).roll(1, 1), Matrix),
        Function("x[0].tril() + x[0].triu(1) * 2", x => x[0].tril() + x[0].triu(1) * 2, Matrix),
        Function("x[0][..., 1:3] * x[0][:, ::2]", x => x[0][TensorIndex.Ellipsis, 1..3] * x[0][TensorIndex.Colon, TensorIndex.Slice(step: 2)], Matrix),
        Function("x[0][1, -1] + x[0][0]", x => x[0][1, ^1] + x[0][0], Matrix),
        Function("x[0].narrow(1, 1, 2).select(0, 2)", x => x[0].narrow(1, 1, 2).select(0, 2), Matrix),
        Function("x[0].gather(1, x[1]) + x[0].index_select(1, x[1][0])", x => x[0].gather(1, x[1]) + x[0].index_select(1, x[1][0]), Indexed),
        Function("x[0][:, x[1][0]]", x => x[0][TensorIndex.Colon, TensorIndex.Tensor(x[1][0])], Indexed),
        Function("x[0].scatter_add(1, x[1], x[0])", x => x[0].scatter_add(1, x[1], x[0]), Indexed),
        Function("x[0].masked_fill(x[0] > 0, 3.0) + torch.where(x[0] < 0, x[0], x[0] * 2)", x => x[0].masked_fill(x[0] > 0, 3.0) + where(x[0] < 0, x[0], x[0] * 2), Matrix),
        Function("x[0].softmax(1) * x[0].log_softmax(0)", x => x[0].softmax(1) * x[0].log_softmax(0), Matrix),
        Function("x[0].cumsum(1).logsumexp(0)", x => x[0].cumsum(1).logsumexp(0), Matrix),
        Function("x[0].topk(2, 1)[0] * x[0].sort(1, descending=True)[0][:, :2]", x => x[0].topk(2, 1).values * x[0].sort(1, descending: true).Values.narrow(1, 0, 2), Matrix),
        Function("x[0].abs().add(1).log().exp().sqrt().rsqrt().pow(3)", x => x[0].abs().add(1).log().exp().sqrt().rsqrt().pow(3), Matrix),
        Function("x[0].clamp(-0.5, 0.5) + x[0].clamp_min(0.1) * x[0].maximum(x[1]) - x[0].minimum(x[1])", x => x[0].clamp(-0.5, 0.5) + x[0].clamp_min(0.1) * x[0].maximum(x[1]) - x[0].minimum(x[1]), Matrix, Matrix),
        Function("x[0].norm() + x[0].norm(p=1, dim=1) + torch.linalg.vector_norm(x[0], 3) + torch.linalg.norm(x[0], dim=[0, 1])",
            x => x[0].norm() + x[0].norm(1, p: 1) + linalg.vector_norm(x[0], 3) + linalg.norm(x[0], [0, 1]), Matrix),
        Function("x[0].mean() + x[0].mean([0, 1]) + x[0].mean([1]) + x[0].var(unbiased=False) + x[0].std([1], unbiased=True) + x[0].var(1, unbiased=False)",
            x => x[0].mean() + x[0].mean([0, 1]) + x[0].mean([1]) + x[0].var(unbiased: false) + x[0].std([1]) + x[0].var(1, unbiased: false), Matrix),
        Function("x[0].prod(1) + x[0].amax(1) + x[0].max() + x[0].max(1)[0] - x[0].min(0)[0].sum()", x => x[0].prod(1) + x[0].amax(1) + x[0].max() + x[0].max(1).values - x[0].min(0).values.sum(), Matrix),
        Function("torch.lerp(x[0], x[1], torch.sigmoid(x[1])) + torch.tanh(x[0]).erf()", x => x[0].lerp(x[1], sigmoid(x[1])) + tanh(x[0]).erf(), Matrix, Matrix),
        Function("F.unfold(x[0], (2, 3), padding=1, stride=2)", x => nn.functional.unfold(x[0], (2, 3), padding: (1, 1), stride: (2, 2)), [2, 3, 6, 6]),
        Function("F.pad(x[0], (1, 2, 0, 3), value=4.0)", x => nn.functional.pad(x[0], [1, 2, 0, 3], value: 4), Matrix),
    ];

    private static IEnumerable<AgreementCase> Discrete =>
    [
        Whole("x[1].flatten().bincount(minlength=6).double()", x => x[1].flatten().bincount(null, 6).@double()),
        Whole("F.one_hot(x[1], 5).double()", x => nn.functional.one_hot(x[1], 5).@double()),
        Whole("x[0].argmax(1).double() + x[0].argmin(1) + x[0].argsort(1)[:, 0]", x => x[0].argmax(1).@double() + x[0].argmin(1) + x[0].argsort(1).select(1, 0)),
        Whole("torch.tensor([float(x[0].isfinite().all()), float((x[0] > 9).any()), float(x[0].isnan().any())]).double()", x => tensor(new[] { (double)x[0].isfinite().all().ToSingle(), x[0].gt(9).any().ToSingle(), x[0].isnan().any().ToSingle() })),
        Whole("x[0].ge(0).logical_and(x[0] != 0).logical_not().double()", x => x[0].ge(0).logical_and(x[0].ne(0)).logical_not().@double()),
        Whole("torch.randn(3, 4).double() + torch.rand(3, 4) + torch.randint(0, 9, (3, 4)) + torch.randperm(4)", _ => randn(3, 4).@double() + rand(3, 4) + randint(0, 9, [3, 4]) + randperm(4)),
        Whole("torch.bernoulli(x[0].sigmoid()) + torch.multinomial(x[0].exp(), 4, True)", x => bernoulli(x[0].sigmoid()) + multinomial(x[0].exp(), 4, replacement: true)),
        Whole("torch.arange(1, 9, 2).double() + torch.linspace(0, 1, 4) + torch.eye(4)", _ => arange(1, 9, 2).@double() + linspace(0, 1, 4) + eye(4)),
        Whole("x[0].floor() + x[0].ceil() + x[0].round() + x[0].sign() + x[0].remainder(2)", x => x[0].floor() + x[0].ceil() + x[0].round() + x[0].sign() + x[0].remainder(2)),
        Whole("torch.div(x[0], 2, rounding_mode='floor') + torch.div(x[0], x[0].abs() + 1, rounding_mode='trunc')", x => x[0].div(2, RoundingMode.floor) + x[0].div(x[0].abs() + 1, RoundingMode.trunc)),
        Whole("torch.nn.init.kaiming_uniform_(torch.empty(3, 4)).double() + torch.nn.init.xavier_normal_(torch.empty(3, 4))", _ => nn.init.kaiming_uniform_(empty(3, 4)).@double() + nn.init.xavier_normal_(empty(3, 4))),
        Whole("torch.nn.init.kaiming_normal_(torch.empty(3, 4, 2), mode='fan_out', nonlinearity='relu').double() + torch.nn.init.xavier_uniform_(torch.empty(3, 4, 2), 1.5)",
            _ => nn.init.kaiming_normal_(empty(3, 4, 2), mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU).@double() + nn.init.xavier_uniform_(empty(3, 4, 2), 1.5)),
        Whole("torch.nn.Conv2d(3, 4, 3).weight.double().detach()", _ => nn.Conv2d(3, 4, 3).weight.@double().detach()),
    ];

    private static AgreementCase Whole(string call, Func<Tensor[], Tensor> function) => Function(call, function, Indexed) with { Differentiable = false };

    private static Tensor[] Indexed() => [randn(Matrix, float64), randint(0, 4, [3, 4])];
}
