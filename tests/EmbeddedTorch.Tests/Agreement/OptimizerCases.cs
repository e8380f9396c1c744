using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.EmbeddedTorch.Tests.Agreement;

/// <summary>Ten steps of each optimiser, and of schedules and clipping, on a small network.</summary>
internal static class OptimizerCases
{
    private const string Sgd = "torch.optim.SGD(p, lr=0.5, momentum=0.9)";

    internal static IReadOnlyList<AgreementCase> All { get; } =
    [
        Case("torch.optim.SGD(p, lr=0.1)", p => optim.SGD(p, 0.1)),
        Case("torch.optim.SGD(p, lr=0.1, momentum=0.9, dampening=0.3, weight_decay=0.01)", p => optim.SGD(p, 0.1, 0.9, 0.3, 0.01)),
        Case("torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01, nesterov=True)", p => optim.SGD(p, 0.1, 0.9, 0, 0.01, nesterov: true)),
        Case("torch.optim.SGD(p, lr=0.1, momentum=0.5, weight_decay=0.1, maximize=True)", p => optim.SGD(p, 0.1, 0.5, 0, 0.1, maximize: true)),
        Case("torch.optim.Adam(p)", p => optim.Adam(p)),
        Case("torch.optim.Adam(p, lr=0.02, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1, amsgrad=True)", p => optim.Adam(p, 0.02, 0.8, 0.95, 1e-6, 0.1, amsgrad: true)),
        Case("torch.optim.Adam(p, lr=0.02, weight_decay=0.1, maximize=True)", p => optim.Adam(p, 0.02, weight_decay: 0.1, maximize: true)),
        Case("torch.optim.AdamW(p, lr=0.02, weight_decay=0.1)", p => optim.AdamW(p, 0.02, weight_decay: 0.1)),
        Case("torch.optim.AdamW(p, lr=0.02, weight_decay=0.01, amsgrad=True, maximize=True)", p => optim.AdamW(p, 0.02, weight_decay: 0.01, amsgrad: true, maximize: true)),
        Case("torch.optim.RMSprop(p)", p => optim.RMSProp(p)),
        Case("torch.optim.RMSprop(p, lr=0.02, alpha=0.9, eps=1e-6, weight_decay=0.1, momentum=0.8, centered=True)", p => optim.RMSProp(p, 0.02, 0.9, 1e-6, 0.1, 0.8, centered: true)),
        Case("torch.optim.Adagrad(p)", p => optim.Adagrad(p)),
        Case("torch.optim.Adagrad(p, lr=0.1, lr_decay=0.05, weight_decay=0.1, initial_accumulator_value=0.2, eps=1e-6)", p => optim.Adagrad(p, 0.1, 0.05, 0.1, 0.2, 1e-6)),
        Case("torch.optim.Adadelta(p)", p => optim.Adadelta(p)),
        Case("torch.optim.Adadelta(p, lr=0.7, rho=0.8, eps=1e-5, weight_decay=0.1)", p => optim.Adadelta(p, 0.7, 0.8, 1e-5, 0.1)),
        Scheduled("torch.optim.lr_scheduler.StepLR(optimizer, 3, gamma=0.5)", o => optim.lr_scheduler.StepLR(o, 3, 0.5)),
        Scheduled("torch.optim.lr_scheduler.MultiStepLR(optimizer, [2, 5], gamma=0.5)", o => optim.lr_scheduler.MultiStepLR(o, [2, 5], 0.5)),
        Scheduled("torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.8)", o => optim.lr_scheduler.ExponentialLR(o, 0.8)),
        Scheduled("torch.optim.lr_scheduler.ConstantLR(optimizer, 0.4, 4)", o => optim.lr_scheduler.ConstantLR(o, 0.4, 4)),
        Scheduled("torch.optim.lr_scheduler.LinearLR(optimizer, 0.2, 0.9, 6)", o => optim.lr_scheduler.LinearLR(o, 0.2, 0.9, 6)),
        Scheduled("torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 1 / (1 + epoch))", o => optim.lr_scheduler.LambdaLR(o, epoch => 1.0 / (1 + epoch))),
        Scheduled("torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 4, 0.05)", o => optim.lr_scheduler.CosineAnnealingLR(o, 4, 0.05)),
        Scheduled("torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=0, threshold=0.2, cooldown=1, min_lr=0.02)",
            o => optim.lr_scheduler.ReduceLROnPlateau(o, factor: 0.5, patience: 0, threshold: 0.2, cooldown: 1, min_lr: [0.02])) with { Watches = true },
        Case(Sgd, p => optim.SGD(p, 0.5, 0.9)) with { Name = "clip_grad_norm_ 0.05", Clip = 0.05 },
        Case(Sgd, p => optim.SGD(p, 0.5, 0.9)) with { Name = "clip_grad_norm_ 1000", Clip = 1000 },
    ];

    private static AgreementCase Case(string optimizer, Func<IEnumerable<Parameter>, optim.Optimizer> make) =>
        new(optimizer, "m(x[0])", (m, x) => ((nn.Module<Tensor, Tensor>)m!).call(x[0]), () => [randn([6, 5], float64)])
        {
            Module = "torch.nn.Sequential(torch.nn.Linear(5, 8), torch.nn.Tanh(), torch.nn.Linear(8, 3))",
            Build = () => nn.Sequential(nn.Linear(5, 8), nn.Tanh(), nn.Linear(8, 3)),
            Optimizer = optimizer,
            MakeOptimizer = make,
        };

    private static AgreementCase Scheduled(string scheduler, Func<optim.Optimizer, optim.lr_scheduler.LRScheduler> make) =>
        Case(Sgd, p => optim.SGD(p, 0.5, 0.9)) with { Name = scheduler, Scheduler = scheduler, MakeScheduler = make };
}
