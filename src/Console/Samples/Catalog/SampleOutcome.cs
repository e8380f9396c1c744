using Federated.Domain.Plans;
using Federated.Simulation;
using Federated.Training.Data;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>A sample after its run: what is judged, and what it is judged with.</summary>
/// <param name="Plan">The plan as it ran.</param>
/// <param name="Parameters">The model, flat, in the order of its layout.</param>
/// <param name="Accuracy">On the held-out examples, 0 to 1; null where the sample measures something else.</param>
/// <param name="Shares">What the partners trained on.</param>
/// <param name="Training">All of it together, as model inputs.</param>
/// <param name="HeldOut">What no partner has, as model inputs.</param>
/// <param name="Sources">Where files are.</param>
/// <param name="Seed">The seed of the shares.</param>
public sealed record SampleOutcome(
    RunPlan Plan, float[] Parameters, double? Accuracy, SharedData Shares, Dataset Training, Dataset HeldOut, SampleSources Sources, ulong Seed);
