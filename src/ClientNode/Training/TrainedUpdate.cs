namespace Federated.ClientNode.Training;

/// <summary>An update that is ready to be held and sent.</summary>
/// <param name="File">The update file.</param>
/// <param name="WeightUnits">Its weight in units of 2^-20.</param>
/// <param name="Summary">What the operator reads about it; it stays in the house.</param>
public sealed record TrainedUpdate(byte[] File, long WeightUnits, string Summary);
