using System.Collections.Immutable;

namespace Federated.Domain.Plans;

/// <summary>
/// Low-rank adapters (LoRA; Hu et al., 2106.09685, section 4.1): a matrix W of the base is used as W + (alpha / rank) B A, and only A and B
/// are trained. B starts at zero, so that the run starts from the base.
/// </summary>
public sealed record AdapterPlan
{
    /// <summary>Patterns of the tensors that get adapters: those of two dimensions or more, the first of them being the outputs.</summary>
    public required ImmutableArray<string> Targets { get; init; }

    /// <summary>Rows of A and columns of B, at least 1.</summary>
    public required int Rank { get; init; }

    /// <summary>alpha, finite and positive; absent for the rank, which makes the factor 1.</summary>
    public double? Alpha { get; init; }

    /// <summary>alpha / rank.</summary>
    internal double Factor => (Alpha ?? Rank) / Rank;

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(AdapterPlan? other) => other is not null && Rank == other.Rank && Alpha == other.Alpha && Targets.AsSpan().SequenceEqual(other.Targets.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Targets.Length, Rank, Alpha);
}
