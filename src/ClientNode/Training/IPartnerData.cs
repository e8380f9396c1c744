using Federated.ClientNode.Data;
using Federated.Domain.Plans;
using Federated.Training.Data;

namespace Federated.ClientNode.Training;

/// <summary>The partner's data as a plan wants them.</summary>
public interface IPartnerData
{
    /// <summary>Where the raw records are, which a query counts; null when they are not in files.</summary>
    DataSource? Source { get; }

    /// <summary>Scaled features and labels.</summary>
    /// <exception cref="Domain.Errors.FederatedException">FED-1501 or FED-1502 when the data cannot be read or do not fit the plan.</exception>
    Dataset Load(RunPlan plan);
}
