namespace Federated.Domain.Privacy.Accounting;

/// <summary>What a list of events guarantees: (epsilon, delta)-differential privacy under the neighbouring relation.</summary>
/// <param name="Epsilon">The smallest of the valid upper bounds; infinity when there is none.</param>
/// <param name="RdpEpsilon">The upper bound by Renyi differential privacy.</param>
/// <param name="RdpOrder">The order that gave it.</param>
/// <param name="PldEpsilon">The upper bound by privacy loss distributions; null when an event has none or delta is below 1e-12.</param>
/// <param name="PldLowerBound">No analysis of these events can show less than this; null as <paramref name="PldEpsilon"/>.</param>
/// <param name="Delta">The delta that all of them are for.</param>
/// <param name="Neighbouring">The relation that all of them are for.</param>
/// <param name="Basis">Which bound <paramref name="Epsilon"/> is, and the conversion used.</param>
public sealed record PrivacyReport(
    double Epsilon,
    double RdpEpsilon,
    double RdpOrder,
    double? PldEpsilon,
    double? PldLowerBound,
    double Delta,
    Neighbouring Neighbouring,
    string Basis);
