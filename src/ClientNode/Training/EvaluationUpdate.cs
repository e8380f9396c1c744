using System.Globalization;
using Federated.Domain.Agreements;
using Federated.Domain.Aggregation;
using Federated.Domain.Plans;
using Federated.Domain.Queries;
using Federated.Domain.Updates;
using Federated.Protocol.Work;
using Federated.Training.Data;
using Federated.Training.Metrics;

namespace Federated.ClientNode.Training;

/// <summary>
/// The upload of an evaluation: how the model does on the partner's own examples, as sums and their digits, like those of any query.
/// Examples go through the model one by one: what one adds then depends on no other, to the last bit, which the noise's size relies on, and
/// the sums over partners are the sums over the pool.
/// </summary>
public static class EvaluationUpdate
{
    /// <summary>Measures the model and writes the upload.</summary>
    /// <param name="assignment">The round; its plan is checked.</param>
    /// <param name="partner">Whose node.</param>
    /// <param name="model">The model's file, its hash checked.</param>
    /// <param name="data">The partner's data.</param>
    /// <param name="threads">Threads of libtorch.</param>
    /// <param name="cancellationToken">Looked at between examples.</param>
    /// <exception cref="Domain.Errors.FederatedException">FED-1705: another model; FED-1501 or FED-1502: the data cannot be read, do not fit, lack a column,
    /// or are more than was agreed.</exception>
    public static TrainedUpdate Measure(
        Assignment assignment, PartnerName partner, ReadOnlyMemory<byte> model, IPartnerData data, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(assignment);
        ArgumentNullException.ThrowIfNull(data);
        var plan = assignment.Plan;
        var tally = new EvaluationTally(plan);
        var parameters = EvaluatedModel.Read(plan, model.Span);
        var examples = data.LoadMeasured(plan, tally.Columns, cancellationToken);
        // A partner of whose examples none is kept for validation adds nothing, and says no more than that.
        if (examples.Data.Count > 0)
        {
            var target = plan.Data.Target is { } declared ? PlanData.Constants(plan.Data, declared) : (Offset: 0, Scale: 1);
            Evaluator.Count(
                plan.Model.ToSpecification(), parameters, examples.Data, tally, example => tally.Place(examples.Fields[example]), target, batchSize: 1, threads, cancellationToken);
        }

        var layout = plan.UploadLayout;
        var file = UpdateFile.Write(
            new(assignment.Run, assignment.Round, layout.Hash, UpdateFile.Float32Codec, FixedPointFormat.WeightOne), layout, tally.Upload(partner));
        return new(file, FixedPointFormat.WeightOne, Summary(plan, tally));
    }

    /// <summary>What leaves the house, in plain words; the figures stay in it.</summary>
    private static string Summary(RunPlan plan, EvaluationTally tally)
    {
        var evaluation = plan.Query!.Evaluation!;
        var noise = plan.Privacy.Mode == PrivacyPlan.None
            ? "NO NOISE WILL BE ADDED: the answer is exact"
            : "the coordinator sees them exactly and adds noise before anybody else sees the answer";
        var spread = evaluation.Spread.IsEmpty ? string.Empty : $", and this partner's own {string.Join(", ", evaluation.Spread)} for the spread";
        return string.Create(CultureInfo.InvariantCulture,
            $"measured model {plan.Model.Initial} on {tally.Records} {(plan.Data.Validation is null ? "examples" : "examples that are kept out of training")}. To be sent: {QueryBins.Dimension(plan)} totals of {string.Join(", ", evaluation.Metrics)}{spread}, no record; {noise}");
    }
}
