using Federated.ClientNode.Privacy;
using Federated.Domain.Agreements;
using Federated.Domain.Privacy;
using Federated.Protocol.Work;
using Federated.Training.Data;
using Federated.Training.Privacy;
using Federated.Training.Trainers;

namespace Federated.ClientNode.Training;

/// <summary>
/// A round of <c>record-local</c>: DP-SGD inside the partner, with noise from the system's cryptographic generator. What
/// leaves is post-processing of noised steps.
/// </summary>
public static class RecordLocalUpdate
{
    /// <summary>The trained parameters.</summary>
    /// <exception cref="Domain.Errors.FederatedException">15xx: the data do not fit the plan, or training diverged.</exception>
    public static float[] Parameters(
        Assignment assignment, PartnerName partner, float[] global, PreparedDataset data, NodeSecret secret, int threads, CancellationToken cancellationToken)
    {
        var plan = assignment.Plan;
        var privacy = plan.Privacy;
        using var sampler = new PoissonSampler(secret.Bytes, privacy.SamplingRate!.Value);
        var options = new DpSgdOptions
        {
            Clipping = new() { Clip = privacy.ClipNorm!.Value, Threads = threads },
            NoiseMultiplier = assignment.Terms.NoiseMultiplier!.Value,
            // The agreed number, not the actual one: a divisor that depends on the data would be a release of its own.
            Denominator = privacy.SamplingRate.Value * AggregationPlan.Examples(plan, partner),
            Steps = PrivacySchedule.LocalSteps(plan),
            LearningRate = plan.Training.LearningRate,
            Momentum = plan.Training.Momentum,
        };
        return DpSgdTrainer.Train(
            plan.Specification, global, data, sampler, assignment.Id, options, new CryptographicNoise(), cancellation: cancellationToken).Parameters;
    }
}
