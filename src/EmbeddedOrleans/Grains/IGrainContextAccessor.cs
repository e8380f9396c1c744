namespace Orleans.Runtime;

/// <summary>The activation whose turn runs on this thread.</summary>
public interface IGrainContextAccessor
{
    /// <summary>The activation; null outside grains.</summary>
    IGrainContext GrainContext { get; }
}
