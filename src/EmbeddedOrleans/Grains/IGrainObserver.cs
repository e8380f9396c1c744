using Orleans.Runtime;

namespace Orleans;

/// <summary>An object outside grains that grains can call through a reference.</summary>
public interface IGrainObserver : IAddressable;
