using Federated.Domain.Plans;
using Federated.Training.Data;

namespace Federated.ClientNode.Training;

/// <summary>The partner's data as a plan wants them.</summary>
public interface IPartnerData
{
    /// <summary>Scaled features and labels.</summary>
    /// <exception cref="Domain.Errors.FederatedException">FED-1501 or FED-1502 when the data cannot be read or do not fit the plan.</exception>
    Dataset Load(RunPlan plan);
}
