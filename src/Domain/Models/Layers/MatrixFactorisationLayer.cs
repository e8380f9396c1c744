using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>
/// Neural matrix factorisation of a user's and an item's id (He et al., "Neural Collaborative Filtering", 1708.05031, equation 12): the
/// product of their vectors beside a multilayer perceptron of other vectors of theirs, and one number of both.
/// </summary>
public sealed record MatrixFactorisationLayer : CompositeLayer
{
    /// <summary>Number of users, ids 0 to below this; at least 1.</summary>
    public required int Users { get; init; }

    /// <summary>Number of items, ids 0 to below this; at least 1.</summary>
    public required int Items { get; init; }

    /// <summary>Length of every vector, at least 1.</summary>
    public required int Factors { get; init; }

    /// <summary>Widths of the perceptron's layers, at least one.</summary>
    public required ImmutableArray<int> Hidden { get; init; }

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        Require(input is [2], "the input", Text(input), "[2]: the id of a user and the id of an item");
        Require(Users is >= 1 and <= LargestId, "users", Users, $"1 to {LargestId}");
        Require(Items is >= 1 and <= LargestId, "items", Items, $"1 to {LargestId}");
        Require(Factors is >= 1 and <= LargestId, "factors", Factors, $"1 to {LargestId}");
        Require(!Hidden.IsDefaultOrEmpty && Hidden.All(width => width is >= 1 and <= LargestId), "hidden", Hidden.IsDefault ? "absent" : Text(Hidden), "at least one width of 1 or more");
        return [1];
    }

    /// <inheritdoc/>
    public override ImmutableArray<PlacedLayer> Parts(ImmutableArray<int> input)
    {
        var parts = new List<(string, Layer, ImmutableArray<int>)>();
        foreach (var half in new[] { "product", "perceptron" })
        {
            parts.Add(($"{half}.user", Vectors(Users), [1]));
            parts.Add(($"{half}.item", Vectors(Items), [1]));
        }

        var width = 2 * Factors;
        for (var i = 0; i < Hidden.Length; i++)
        {
            parts.Add((FormattableString.Invariant($"perceptron.{i}"), new LinearLayer { Outputs = Hidden[i] }, [width]));
            width = Hidden[i];
        }

        parts.Add(("output", new LinearLayer { Outputs = 1 }, [Factors + width]));
        return Place([.. parts]);
    }

    /// <summary>Element-wise, because an immutable array compares by reference.</summary>
    public bool Equals(MatrixFactorisationLayer? other) => other is not null && base.Equals(other) && Users == other.Users && Items == other.Items
        && Factors == other.Factors && Hidden.AsSpan().SequenceEqual(other.Hidden.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Users, Items, Factors);

    private EmbeddingLayer Vectors(int count) => new() { Tokens = count, Outputs = Factors, Padding = false, Deviation = 0.1 };
}
