namespace Orleans.Runtime;

/// <summary>A place for one activation: number 0, or for stateless workers one of several.</summary>
internal readonly record struct ActivationKey(GrainId Grain, int Worker);
