using System.Runtime.InteropServices;
using Federated.Domain.Models.Transfer;
using Federated.Training.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Federated.Training.Transfer;

/// <summary>
/// What an optimiser moves when a part of a model is trained: the parameters that are neither frozen nor adapted, and the adapters. An
/// adapted tensor W holds W_0 + f B A, so that every layer works as it is; its gradient G gives those of the adapters by the chain rule,
/// f B^T G of A and f G A^T of B (Hu et al., 2106.09685, equation 3). Its tensors live as long as the dispose scope that it was made in.
/// </summary>
internal sealed class TrainedPart
{
    private readonly PartTraining training;
    private readonly Parameter[] own;
    private readonly AdaptedTensor[] adapted;

    private TrainedPart(TorchModel model, PartTraining training)
    {
        this.training = training;
        var parts = training.Parts.Parts;
        var free = new List<Parameter>();
        for (var i = 0; i < parts.Length; i++)
        {
            if (model.Ordered[i] is not Parameter parameter) continue;
            if (parts[i] == TensorPart.Frozen)
                parameter.requires_grad_(false);
            else if (parts[i] != TensorPart.Adapted)
                free.Add(parameter);
        }

        own = [.. free];
        adapted = [.. training.Parts.Adapters.Select(adapter => Adapted(model, adapter, training))];
    }

    /// <summary>What the optimiser moves.</summary>
    internal IEnumerable<Parameter> Parameters => own.Concat(adapted.SelectMany(one => new[] { one.A, one.B }));

    /// <summary>The part that the options name, or null when the whole model is trained.</summary>
    internal static TrainedPart? Of(TorchModel model, PartTraining? training) => training is { Parts.IsWhole: false } ? new(model, training) : null;

    /// <summary>Forgets the adapters' gradients.</summary>
    internal void ZeroGrad()
    {
        foreach (var parameter in adapted.SelectMany(one => new[] { one.A, one.B }))
        {
            using var gradient = parameter.grad;
            gradient?.zero_();
        }
    }

    /// <summary>The adapters' gradients, from those of the tensors that they are on.</summary>
    internal void Pull()
    {
        foreach (var one in adapted)
        {
            using var scope = NewDisposeScope();
            // d/dA <G, f B A> = f B^T G and d/dB <G, f B A> = f G A^T: autograd does the chain rule.
            one.W.grad!.detach().reshape(one.Adapter.Rows, one.Adapter.Columns).mul(one.B.matmul(one.A)).sum().mul(one.Adapter.Factor).backward();
        }
    }

    /// <summary>Puts the moved adapters into the tensors that they are on.</summary>
    internal void Push()
    {
        using var quiet = no_grad();
        foreach (var one in adapted)
        {
            using var scope = NewDisposeScope();
            one.W.copy_(one.Frozen.add(one.B.matmul(one.A).mul(one.Adapter.Factor)).reshape(one.W.shape));
        }
    }

    /// <summary>What travels now.</summary>
    /// <param name="whole">The trained model, flat.</param>
    internal float[] Shared(float[] whole)
    {
        var shared = new float[training.Parts.Shared.ParameterCount];
        training.Parts.Take(whole, TensorPart.Shared, shared);
        foreach (var one in adapted)
        {
            Read(one.A, shared.AsSpan(one.Adapter.OffsetA));
            Read(one.B, shared.AsSpan(one.Adapter.OffsetB));
        }

        return shared;
    }

    private static AdaptedTensor Adapted(TorchModel model, Adapter adapter, PartTraining training)
    {
        var (rows, columns, rank) = (adapter.Rows, adapter.Columns, adapter.Rank);
        var slot = training.Parts.Model.Layout.Tensors[adapter.Tensor];
        var frozen = tensor(training.Base.AsMemory(training.Parts.Model.Layout.OffsetOf(slot.Name), slot.Count).ToArray(), [rows, columns]);
        var a = nn.Parameter(tensor(training.Shared.AsMemory(adapter.OffsetA, rank * columns).ToArray(), [rank, columns]));
        var b = nn.Parameter(tensor(training.Shared.AsMemory(adapter.OffsetB, rows * rank).ToArray(), [rows, rank]));
        return new(adapter, (Parameter)model.Ordered[adapter.Tensor], frozen, a, b);
    }

    private static void Read(Tensor from, Span<float> into) => MemoryMarshal.Cast<byte, float>(from.bytes).CopyTo(into);

    private sealed record AdaptedTensor(Adapter Adapter, Parameter W, Tensor Frozen, Parameter A, Parameter B);
}
