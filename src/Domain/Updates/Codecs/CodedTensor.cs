using System.Collections.Immutable;
using Federated.Domain.Models;

namespace Federated.Domain.Updates.Codecs;

/// <summary>One tensor of a coded update file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">Its element type as safetensors spells it.</param>
/// <param name="Shape">Its dimensions.</param>
internal sealed record CodedTensor(string Name, string DType, ImmutableArray<int> Shape)
{
    /// <summary>Its bytes.</summary>
    public long Length => Shape.Aggregate(1L, static (product, dimension) => product * dimension) * SafetensorsDType.BitsOf(DType) / 8;
}
