using Federated.Domain.Models;
using Federated.Domain.Models.Transfer;
using Federated.Protocol.Work;
using Federated.Training.Trainers;
using Federated.Training.Transfer;

namespace Federated.ClientNode.Training;

/// <summary>
/// One round's model put together from its parts: the base, what travelled, and what is this partner's own; and taken apart again.
/// Where the whole model travels it passes it through.
/// </summary>
internal sealed class TransferRound
{
    private readonly Assignment _assignment;
    private readonly ModelParts _parts;
    private readonly PersonalModels? _own;

    private TransferRound(Assignment assignment, ModelParts parts, float[] start, PartTraining? training, PersonalModels? own) =>
        (_assignment, _parts, Start, Training, _own) = (assignment, parts, start, training, own);

    /// <summary>The whole model that training starts from.</summary>
    internal float[] Start { get; }

    /// <summary>Which part is trained; null for all of it.</summary>
    internal PartTraining? Training { get; }

    /// <summary>Puts a round's model together.</summary>
    /// <param name="assignment">The round.</param>
    /// <param name="global">What travelled.</param>
    /// <param name="foundation">The file of <c>model.transfer.base</c>; empty when the plan names none.</param>
    /// <param name="own">The partner's own models.</param>
    internal static TransferRound Of(Assignment assignment, float[] global, ReadOnlyMemory<byte> foundation, PersonalModels? own)
    {
        var plan = assignment.Plan;
        var parts = plan.Parts;
        if (parts.IsWhole)
            return new(assignment, parts, global, null, own);
        var whole = foundation.IsEmpty ? parts.Model.InitialParameters(plan.Model.Seed) : ModelFile.Read(foundation.Span, parts.Model.Layout);
        float[] personal = [];
        if (parts.Personal is { } layout && own?.Before(assignment.Id, parts.Model.Layout) is { } before)
            parts.Take(before, TensorPart.Personal, personal = new float[layout.ParameterCount]);
        return new(assignment, parts, parts.Compose(whole, global, personal), new(parts, whole, global), own);
    }

    /// <summary>What travels of a trained model; keeps what is personal.</summary>
    internal float[] Shared(LocalTrainingResult local)
    {
        if (_parts.IsWhole)
            return local.Parameters;
        if (_parts.Personal is not null)
            _own?.Keep(_assignment.Id, _parts.Model.Layout, local.Parameters);
        return local.Shared!;
    }
}
