using System.Collections.Immutable;
using Federated.Domain.Errors;
using Federated.Domain.Models.Layers;
using Federated.Domain.Plans;

namespace Federated.Domain.Models.Transfer;

/// <summary>
/// A model taken apart as a plan says: what travels between partners and federation, what stays at each partner, and what nobody trains.
/// The federation only ever sees what travels; its layout is the run's. Immutable.
/// </summary>
public sealed class ModelParts
{
    private ModelParts(ModelSpecification model, ImmutableArray<TensorPart> parts, ImmutableArray<Adapter> adapters, ParameterLayout shared, ParameterLayout? personal)
    {
        (Model, Parts, Adapters, Shared, Personal) = (model, parts, adapters, shared, personal);
        IsWhole = adapters.IsEmpty && parts.All(part => part == TensorPart.Shared);
    }

    /// <summary>The whole model.</summary>
    public ModelSpecification Model { get; }

    /// <summary>What becomes of each tensor, in the order of the model's layout.</summary>
    public ImmutableArray<TensorPart> Parts { get; }

    /// <summary>The adapters, in the order of the model's layout.</summary>
    public ImmutableArray<Adapter> Adapters { get; }

    /// <summary>What travels: the shared tensors, then A and B of every adapter, called NAME.lora_a and NAME.lora_b.</summary>
    public ParameterLayout Shared { get; }

    /// <summary>What stays at each partner; null for nothing.</summary>
    public ParameterLayout? Personal { get; }

    /// <summary>True when the whole model travels.</summary>
    public bool IsWhole { get; }

    /// <summary>Takes a model apart.</summary>
    /// <param name="model">The whole model.</param>
    /// <param name="plan">What is frozen, personal or adapted; null for a model that travels as a whole.</param>
    /// <exception cref="FederatedException">FED-1001: a pattern that names nothing, a tensor that is two things, or nothing left that travels.</exception>
    public static ModelParts Of(ModelSpecification model, TransferPlan? plan)
    {
        ArgumentNullException.ThrowIfNull(model);
        var tensors = model.Layout.Tensors;
        if (plan is null)
            return new(model, [.. tensors.Select(_ => TensorPart.Shared)], [], model.Layout, null);
        var targets = plan.Adapters?.Targets ?? [];
        foreach (var (member, patterns) in new[] { ("freeze", plan.Freeze), ("personal", plan.Personal), ("adapters.targets", targets) })
            CheckPatterns(member, patterns, tensors);
        if (plan.Adapters is { Rank: < 1 } or { Alpha: not (null or (> 0 and < double.PositiveInfinity)) })
            throw Refuse($"model.transfer.adapters has rank {plan.Adapters.Rank} and alpha {plan.Adapters.Alpha}; wanted a rank of 1 or more and a finite, positive alpha or none");

        ImmutableArray<TensorPart> parts = [.. tensors.Select(tensor => PartOf(tensor, plan, targets))];
        var shared = tensors.Where((_, i) => parts[i] == TensorPart.Shared).ToList();
        var adapters = ImmutableArray.CreateBuilder<Adapter>();
        var offset = shared.Sum(tensor => tensor.Count);
        for (var i = 0; i < tensors.Length; i++)
        {
            if (parts[i] != TensorPart.Adapted)
                continue;
            var (rows, columns, rank) = (tensors[i].Shape[0], tensors[i].Count / tensors[i].Shape[0], plan.Adapters!.Rank);
            if (rank > Math.Min(rows, columns))
                throw Refuse($"model.transfer.adapters.rank is {rank}; wanted at most {Math.Min(rows, columns)}, the smaller side of {tensors[i]}");
            shared.Add(new($"{tensors[i].Name}.lora_a", [rank, columns]));
            shared.Add(new($"{tensors[i].Name}.lora_b", [rows, rank]));
            adapters.Add(new(i, rows, columns, rank, offset, offset + rank * columns, plan.Adapters.Factor));
            offset += rank * (rows + columns);
        }

        if (shared.Count == 0)
            throw Refuse("model.transfer leaves nothing that travels; wanted at least one tensor that is neither frozen nor personal, or an adapter");
        ParameterTensor[] personal = [.. tensors.Where((_, i) => parts[i] == TensorPart.Personal)];
        return new(model, parts, adapters.ToImmutable(), ParameterLayout.Create(shared), personal.Length == 0 ? null : ParameterLayout.Create(personal));
    }

    /// <summary>What travels in the first round: the base's shared tensors; A as a linear layer's weight is drawn, and B zero.</summary>
    /// <param name="whole">The base, or the model's initial parameters.</param>
    /// <param name="seed">The plan's <c>model.seed</c>.</param>
    public float[] InitialShared(ReadOnlySpan<float> whole, ulong seed)
    {
        var shared = new float[Shared.ParameterCount];
        Take(whole, TensorPart.Shared, shared);
        foreach (var adapter in Adapters)
        {
            var name = $"{Model.Layout.Tensors[adapter.Tensor].Name}.lora_a";
            Initializer.FanIn(adapter.Columns).Fill(
                shared.AsSpan(adapter.OffsetA, adapter.Rank * adapter.Columns), new(SeededRandom.Derive(seed, "initial-parameters", name)));
        }

        return shared;
    }

    /// <summary>What a partner has for itself before its first round: the base's personal tensors.</summary>
    public float[] InitialPersonal(ReadOnlySpan<float> whole)
    {
        var personal = new float[Personal?.ParameterCount ?? 0];
        Take(whole, TensorPart.Personal, personal);
        return personal;
    }

    /// <summary>The whole model: the base, with what travelled and what is personal put in, and the adapters added.</summary>
    /// <param name="whole">The base, or the model's initial parameters; not written to.</param>
    /// <param name="shared">[Shared.ParameterCount].</param>
    /// <param name="personal">[Personal.ParameterCount]; empty to leave the base's.</param>
    public float[] Compose(ReadOnlySpan<float> whole, ReadOnlySpan<float> shared, ReadOnlySpan<float> personal)
    {
        var composed = whole.ToArray();
        Put(shared, TensorPart.Shared, composed);
        if (!personal.IsEmpty)
            Put(personal, TensorPart.Personal, composed);
        foreach (var adapter in Adapters)
            adapter.AddTo(shared, Slice(composed, adapter.Tensor));
        return composed;
    }

    /// <summary>Copies one part's tensors out of a whole model, one after the other.</summary>
    public void Take(ReadOnlySpan<float> whole, TensorPart part, Span<float> into)
    {
        var at = 0;
        for (var i = 0; i < Parts.Length; i++)
        {
            if (Parts[i] != part)
                continue;
            var tensor = Model.Layout.Tensors[i];
            whole.Slice(Model.Layout.OffsetOf(tensor.Name), tensor.Count).CopyTo(into[at..]);
            at += tensor.Count;
        }
    }

    private void Put(ReadOnlySpan<float> from, TensorPart part, Span<float> whole)
    {
        var at = 0;
        for (var i = 0; i < Parts.Length; i++)
        {
            if (Parts[i] != part)
                continue;
            var target = Slice(whole, i);
            from.Slice(at, target.Length).CopyTo(target);
            at += target.Length;
        }
    }

    private Span<float> Slice(Span<float> whole, int tensor) =>
        whole.Slice(Model.Layout.OffsetOf(Model.Layout.Tensors[tensor].Name), Model.Layout.Tensors[tensor].Count);

    private static TensorPart PartOf(ParameterTensor tensor, TransferPlan plan, ImmutableArray<string> targets)
    {
        var (frozen, personal, adapted) = (TensorPattern.MatchesAny(plan.Freeze, tensor.Name), TensorPattern.MatchesAny(plan.Personal, tensor.Name), TensorPattern.MatchesAny(targets, tensor.Name));
        if (personal && (frozen || adapted))
            throw Refuse($"model.transfer makes {tensor.Name} personal, and {(frozen ? "frozen" : "adapted")} as well; wanted one of them");
        if (adapted && tensor.Shape.Length < 2)
            throw Refuse($"model.transfer.adapters.targets names {tensor}; wanted tensors of two dimensions or more");
        return adapted ? TensorPart.Adapted : frozen ? TensorPart.Frozen : personal ? TensorPart.Personal : TensorPart.Shared;
    }

    private static void CheckPatterns(string member, ImmutableArray<string> patterns, ImmutableArray<ParameterTensor> tensors)
    {
        foreach (var pattern in patterns)
        {
            if (!tensors.Any(tensor => TensorPattern.Matches(pattern, tensor.Name)))
                throw Refuse($"model.transfer.{member} has {Excerpt.Of(pattern)}, which names no tensor; wanted one of {Excerpt.Of(string.Join(", ", tensors.Select(tensor => tensor.Name)))}");
        }
    }

    private static FederatedException Refuse(string what) => new(ErrorCodes.PlanInvalid, FormattableString.Invariant($"In the plan, {what}."));
}
