using Federated.Domain.Models.Transfer;

namespace Federated.Training.Transfer;

/// <summary>Training of a part of a model.</summary>
/// <param name="Parts">Which part.</param>
/// <param name="Base">The whole model without adapters and before anything that travelled, flat; frozen and adapted tensors are those of it.</param>
/// <param name="Shared">What travelled: the adapters start from it. [Parts.Shared.ParameterCount].</param>
public sealed record PartTraining(ModelParts Parts, float[] Base, float[] Shared);
