namespace Orleans.Core;

/// <summary>A stored value of type <typeparamref name="TState"/>.</summary>
public interface IStorage<TState> : IStorage
{
    /// <summary>The value in memory.</summary>
    TState State { get; set; }
}
