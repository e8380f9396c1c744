using Federated.ClientNode.Data;
using Federated.ClientNode.Training;
using Federated.Domain.Plans;
using Federated.Training.Data;

namespace Federated.Simulation;

/// <summary>A virtual partner's part of the shared data, copied out each time it is asked for.</summary>
/// <param name="data">What all partners share.</param>
/// <param name="partner">Which partner.</param>
internal sealed class VirtualShare(SharedData data, int partner) : IPartnerData
{
    /// <inheritdoc/>
    public DataSource? Source => null;

    /// <inheritdoc/>
    public Dataset Load(RunPlan plan) => data.Take(partner);
}
