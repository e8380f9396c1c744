using Federated.ClientNode.Data;
using Federated.Domain.Plans;
using Federated.Training.Data;

namespace Federated.ClientNode.Training;

/// <summary>The partner's data as a plan wants them.</summary>
public interface IPartnerData
{
    /// <summary>Where the raw records are, which a query counts; null when they are not in files.</summary>
    DataSource? Source { get; }

    /// <summary>The examples to train on: scaled features, and labels or targets; those that the plan's validation keeps out are not among them.</summary>
    /// <exception cref="Domain.Errors.FederatedException">FED-1501 or FED-1502 when the data cannot be read or do not fit the plan.</exception>
    Dataset Load(RunPlan plan);

    /// <summary>The examples that the plan's validation keeps out of training, scaled alike; null where it keeps none out, or none fell to it.</summary>
    /// <exception cref="Domain.Errors.FederatedException">FED-1501 or FED-1502 when the data cannot be read or do not fit the plan.</exception>
    Dataset? LoadValidation(RunPlan plan);

    /// <summary>The examples to measure a model on: those that the plan's validation keeps out of training, all where it keeps none out.</summary>
    /// <param name="plan">A plan with an evaluation.</param>
    /// <param name="columns">The columns of its subgroups.</param>
    /// <param name="cancellationToken">Looked at between records.</param>
    /// <exception cref="Domain.Errors.FederatedException">FED-1501 or FED-1502 when the data cannot be read, do not fit the plan, or lack a column.</exception>
    MeasuredExamples LoadMeasured(RunPlan plan, IReadOnlyList<string> columns, CancellationToken cancellationToken);
}
