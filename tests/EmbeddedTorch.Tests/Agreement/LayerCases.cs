using TorchSharp;
using TorchSharp.Modules;
using static Federated.EmbeddedTorch.Tests.Agreement.AgreementCase;
using static TorchSharp.torch;

namespace Federated.EmbeddedTorch.Tests.Agreement;

/// <summary>Layers from one tensor to one.</summary>
internal static class LayerCases
{
    private static readonly long[] Image = [2, 4, 6, 6];

    internal static IReadOnlyList<AgreementCase> All { get; } =
    [
        Layer("Linear(5, 3)", () => nn.Linear(5, 3), 4, 5),
        Layer("Linear(5, 3, bias=False)", () => nn.Linear(5, 3, hasBias: false), 2, 4, 5),
        Layer("Conv1d(4, 6, 3, stride=2, padding=1, dilation=2, groups=2)", () => nn.Conv1d(4, 6, 3, stride: 2, padding: 1, dilation: 2, groups: 2), 2, 4, 9),
        Layer("Conv1d(4, 6, 3, padding='same')", () => nn.Conv1d(4, 6, 3, Padding.Same), 2, 4, 9),
        Layer("Conv2d(4, 6, 3)", () => nn.Conv2d(4, 6, 3), Image),
        Layer("Conv2d(4, 6, 3, stride=2, padding=1, groups=2, bias=False)", () => nn.Conv2d(4, 6, 3, stride: 2, padding: 1, groups: 2, bias: false), Image),
        Layer("Conv2d(4, 6, (3, 5), stride=(1, 2), padding=(0, 2))", () => nn.Conv2d(4, 6, (3, 5), stride: (1, 2), padding: (0, 2)), Image),
        Layer("Conv2d(4, 6, 3, padding='same')", () => nn.Conv2d(4, 6, 3, Padding.Same), Image),
        Layer("Conv2d(4, 6, 3, padding=1, padding_mode='reflect')", () => nn.Conv2d(4, 6, 3, padding: 1, padding_mode: PaddingModes.Reflect), Image),
        Layer("Conv2d(4, 6, (3, 5), padding=(1, 2), padding_mode='replicate')", () => nn.Conv2d(4, 6, (3, 5), padding: (1, 2), padding_mode: PaddingModes.Replicate), Image),
        Layer("ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1)", () => nn.ConvTranspose2d(4, 6, 3, stride: 2, padding: 1, output_padding: 1), Image),
        Layer("ConvTranspose2d(4, 6, (2, 3), stride=(2, 1), groups=2)", () => nn.ConvTranspose2d(4, 6, (2, 3), stride: (2, 1), groups: 2), Image),
        Layer("MaxPool1d(3, stride=2, padding=1)", () => nn.MaxPool1d(3, stride: 2, padding: 1), 2, 4, 9),
        Layer("MaxPool2d(2)", () => nn.MaxPool2d(2), Image),
        Layer("MaxPool2d((3, 2), stride=(2, 1), padding=(1, 0), ceil_mode=True)", () => nn.MaxPool2d((3, 2), stride: (2, 1), padding: (1, 0), ceil_mode: true), Image),
        Layer("AvgPool1d(3, stride=2, padding=1)", () => nn.AvgPool1d(3, stride: 2, padding: 1), 2, 4, 9),
        Layer("AvgPool2d(3, stride=2, padding=1, count_include_pad=False)", () => nn.AvgPool2d(3, stride: 2, padding: 1, count_include_pad: false), Image),
        Layer("AvgPool2d((2, 3), divisor_override=5)", () => nn.AvgPool2d((2, 3), divisor_override: 5), Image),
        Layer("AdaptiveAvgPool2d(4)", () => nn.AdaptiveAvgPool2d(4), Image),
        Layer("AdaptiveAvgPool2d((1, 2))", () => nn.AdaptiveAvgPool2d((1, 2)), Image),
        Layer("Flatten()", () => nn.Flatten(), Image),
        Layer("Flatten(2)", () => nn.Flatten(2), Image),
        Layer("Identity()", () => nn.Identity(), Image),
        Layer("Dropout(0.4)", () => nn.Dropout(0.4), Image),
        Layer("BatchNorm1d(4)", () => nn.BatchNorm1d(4), 7, 4),
        Layer("BatchNorm1d(4, eps=1e-3, momentum=0.3, affine=False)", () => nn.BatchNorm1d(4, 1e-3, 0.3, affine: false), 2, 4, 9),
        Layer("BatchNorm2d(4)", () => nn.BatchNorm2d(4), Image),
        Layer("BatchNorm2d(4, track_running_stats=False)", () => nn.BatchNorm2d(4, track_running_stats: false), Image),
        Layer("LayerNorm(6)", () => nn.LayerNorm(6), Image),
        Layer("LayerNorm((6, 6), eps=1e-3)", () => nn.LayerNorm([6, 6], 1e-3), Image),
        Layer("LayerNorm(6, elementwise_affine=False)", () => nn.LayerNorm(6, elementwise_affine: false), Image),
        Layer("GroupNorm(2, 4)", () => nn.GroupNorm(2, 4), Image),
        Layer("GroupNorm(4, 4, affine=False)", () => nn.GroupNorm(4, 4, affine: false), Image),
        Layer("Embedding(7, 3)", () => nn.Embedding(7, 3), () => randint(0, 7, [4, 5])),
        Layer("Embedding(7, 3, padding_idx=2)", () => nn.Embedding(7, 3, padding_idx: 2), () => randint(0, 7, [4, 5])),
        Layer("Embedding(7, 3, padding_idx=-1, scale_grad_by_freq=True)", () => nn.Embedding(7, 3, padding_idx: -1, scale_grad_by_freq: true), () => randint(0, 7, [4, 5])),
        Layer("ReLU()", () => nn.ReLU(), Image),
        Layer("LeakyReLU(0.2)", () => nn.LeakyReLU(0.2), Image),
        Layer("ELU(0.7)", () => nn.ELU(0.7), Image),
        Layer("GELU()", () => nn.GELU(), Image),
        Layer("GELU('tanh')", () => nn.GELU(GELU.Approximate.tanh), Image),
        Layer("SiLU()", () => nn.SiLU(), Image),
        Layer("Tanh()", () => nn.Tanh(), Image),
        Layer("Sigmoid()", () => nn.Sigmoid(), Image),
        Layer("Softmax(1)", () => nn.Softmax(1), Image),
        Layer("LogSoftmax(-1)", () => nn.LogSoftmax(-1), Image),
        Layer(
            "Sequential(torch.nn.Conv2d(4, 3, 3), torch.nn.BatchNorm2d(3), torch.nn.ReLU(inplace=True), torch.nn.MaxPool2d(2), torch.nn.Flatten(), torch.nn.Dropout(0.2), torch.nn.Linear(12, 5))",
            () => nn.Sequential(nn.Conv2d(4, 3, 3), nn.BatchNorm2d(3), nn.ReLU(inplace: true), nn.MaxPool2d(2), nn.Flatten(), nn.Dropout(0.2), nn.Linear(12, 5)),
            Image),
    ];
}
