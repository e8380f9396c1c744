using System.Collections.Immutable;

namespace Federated.Domain.Models.Layers;

/// <summary>What a pool of an image has, whatever it makes of a window.</summary>
public abstract record PoolLayer : Layer
{
    /// <summary>Height and width of the window, at least 1.</summary>
    public required int Kernel { get; init; }

    /// <summary>Steps of the window; absent for those of <see cref="Kernel"/>, so that windows do not overlap.</summary>
    public int? Stride { get; init; }

    /// <summary>Rows and columns added on every side, 0 or more, at most half of the window.</summary>
    public int Padding { get; init; }

    /// <inheritdoc/>
    public override ImmutableArray<int> Output(ImmutableArray<int> input)
    {
        RequireImage(input);
        var stride = Stride ?? Kernel;
        return [input[0], Windows(input[1], Kernel, stride, Padding), Windows(input[2], Kernel, stride, Padding)];
    }
}
