using System.Collections.Immutable;

namespace Federated.Domain.Plans;

/// <summary>Lists of texts in plans, which compare by what they hold.</summary>
internal static class Texts
{
    /// <summary>True when both are absent or hold the same texts in the same order.</summary>
    public static bool Same(ImmutableArray<string>? left, ImmutableArray<string>? right) =>
        left.HasValue == right.HasValue && (left is not { } l || l.AsSpan().SequenceEqual(right!.Value.AsSpan()));
}
