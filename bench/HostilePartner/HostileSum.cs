namespace Federated.HostilePartner;

/// <summary>What the hostile partner sends instead of its sum.</summary>
/// <param name="others">The honest sum of all other partners, which a real one would have to guess.</param>
/// <param name="radius">The longest sum that the silo accepts from it.</param>
internal delegate float[] HostileSum(double[] others, double radius);
