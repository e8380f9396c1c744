namespace Orleans.Concurrency;

/// <summary>The grain class holds no state, so one key may have several activations that share its calls.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StatelessWorkerAttribute : Attribute
{
    /// <summary>As many activations as the machine has processors.</summary>
    public StatelessWorkerAttribute() => MaxLocalWorkers = Environment.ProcessorCount;

    /// <summary>At most <paramref name="maxLocalWorkers"/> activations.</summary>
    public StatelessWorkerAttribute(int maxLocalWorkers) =>
        MaxLocalWorkers = maxLocalWorkers > 0 ? maxLocalWorkers : Environment.ProcessorCount;

    internal int MaxLocalWorkers { get; }
}
