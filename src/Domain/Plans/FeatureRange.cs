namespace Federated.Domain.Plans;

/// <summary>One feature column with its publicly declared range; a value outside it is refused at the partner.</summary>
/// <param name="Name">The column's header.</param>
/// <param name="Minimum">Maps to 0.</param>
/// <param name="Maximum">Maps to 1.</param>
public sealed record FeatureRange(string Name, double Minimum, double Maximum);
