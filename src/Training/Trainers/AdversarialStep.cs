using Federated.Domain.Errors;
using Federated.Training.Models;
using Federated.Training.Models.Layers;
using Federated.Training.Objectives;
using static TorchSharp.torch;

namespace Federated.Training.Trainers;

/// <summary>
/// A step of the discriminator, which learns to tell a batch from as many made examples, and then one of the generator, which learns to be
/// taken for real (Goodfellow et al., 1406.2661, algorithm 1 with one step and the non-saturating loss of section 3). Both have
/// optimisers of their own.
/// </summary>
internal sealed class AdversarialStep : ILocalStep
{
    private readonly TorchModel model;
    private readonly TorchGenerator generator;
    private readonly LocalOptimizer making;
    private readonly LocalOptimizer judging;
    private readonly Generator random;

    internal AdversarialStep(TorchModel model, LocalTrainingOptions options, Generator random)
    {
        if (options is not { ProximalMu: 0, Correction: null, AccumulationSteps: 1, EarlyStopping: null, Part: null })
        {
            throw new FederatedException(ErrorCodes.PlanInvalid,
                "An adversarial model has two losses: wanted no proximal term, no control variates, no accumulation, no early stopping and all of it trained. Take strategy fedavg or one with a server optimiser.");
        }

        (this.model, this.random) = (model, random);
        generator = model.Generator ?? throw new FederatedException(ErrorCodes.PlanInvalid, "An adversarial model begins with a generator layer; this one does not. Take kind gan.");
        making = new(generator.parameters(), options);
        judging = new(model.parameters().Except(generator.parameters()), options);
    }

    /// <inheritdoc/>
    public double Take(Tensor features, Tensor answers, Tensor rows, long step, long steps)
    {
        using var scope = NewDisposeScope();
        var pass = new ForwardPass { Masks = random };
        var real = features.index_select(0, rows);
        var made = generator.Generate(randn([rows.shape[0], generator.Latent], generator: random), pass);

        model.zero_grad();
        var told = AdversarialObjective.Judged(model.Forward(real, pass), real: true).add(AdversarialObjective.Judged(model.Forward(made.detach(), pass), real: false));
        told.backward();
        judging.Step(step, steps);

        model.zero_grad();
        var taken = AdversarialObjective.Judged(model.Forward(made, pass), real: true);
        taken.backward();
        making.Step(step, steps);
        return told.item<float>() + taken.item<float>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        making.Dispose();
        judging.Dispose();
    }
}
