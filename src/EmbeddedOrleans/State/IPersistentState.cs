namespace Orleans.Runtime;

/// <summary>A named state of a grain; it is read before the grain activates.</summary>
public interface IPersistentState<TState> : Core.IStorage<TState>;
