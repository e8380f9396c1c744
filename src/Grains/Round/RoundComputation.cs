using System.Security.Cryptography;
using Federated.Domain.Aggregation;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Strategies;

namespace Federated.Grains.Round;

/// <summary>
/// The deterministic part of a round (DESIGN section 4, step 8): from the sealed sum, the base model and the moments to
/// the next model and moments. Any silo that redoes it gets the same bytes.
/// </summary>
public static class RoundComputation
{
    /// <summary>The next model file and moments.</summary>
    /// <param name="plan">The run's plan.</param>
    /// <param name="baseModel">The model file that the members trained from.</param>
    /// <param name="moments">The strategy's moments, or null in round 1.</param>
    /// <param name="sum">The exact sum over the sealed members.</param>
    public static (byte[] Model, byte[] Moments) Compute(RunPlan plan, byte[] baseModel, byte[]? moments, PartialSum sum)
    {
        var layout = plan.Model.ToSpecification().Layout;
        var state = moments is null ? ServerState.Empty : ServerState.FromBytes(moments);
        var step = plan.Strategy.ToSpecification().Create().Apply(ModelFile.Read(baseModel, layout), sum.Mean(), state);
        return (ModelFile.Write(layout, step.Model), step.State.ToBytes());
    }

    /// <summary>The key of the commitment to the sum, from the round's secret. Once the secret is erased the commitment says nothing.</summary>
    public static byte[] CommitmentKey(ReadOnlySpan<byte> secret)
    {
        var key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt: [], info: "federated/partial-commitment/v1"u8);
        return key;
    }
}
