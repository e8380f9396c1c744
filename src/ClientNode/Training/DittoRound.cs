using System.Globalization;
using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Protocol.Work;
using Federated.Training.Data;
using Federated.Training.Trainers;

namespace Federated.ClientNode.Training;

/// <summary>
/// The personal side of a round of Ditto (Li et al., 2012.04221, algorithm 1): a model v of the partner's own, trained on the same data
/// and held to the round's global model w by lambda/2 |v - w|^2. Nothing of it is sent.
/// </summary>
/// <param name="own">The partner's own models.</param>
/// <param name="partner">Whose node.</param>
internal sealed class DittoRound(PersonalModels own, PartnerName partner)
{
    /// <summary>Trains v for as many epochs as the global part.</summary>
    /// <param name="assignment">The round; its plan has <c>training.ditto</c>.</param>
    /// <param name="global">w, flat.</param>
    /// <param name="dataset">The partner's examples.</param>
    /// <param name="options">As for the global part.</param>
    /// <param name="cancellationToken">Looked at between steps.</param>
    /// <returns>What to say of it.</returns>
    internal string Train(Assignment assignment, float[] global, Dataset dataset, LocalTrainingOptions options, CancellationToken cancellationToken)
    {
        var model = assignment.Plan.Specification;
        var trained = LocalTrainer.Train(
            model, own.Before(assignment.Id, model.Layout) ?? global, dataset,
            options with
            {
                ProximalMu = assignment.Plan.Training.Ditto!.Value,
                Anchor = global,
                Seed = SeededRandom.Derive(assignment.Plan.Training.Seed, "ditto", partner.ToString(), assignment.Round.ToString(CultureInfo.InvariantCulture)),
            },
            cancellation: cancellationToken);
        var path = own.Keep(assignment.Id, model.Layout, trained.Parameters);
        return string.Create(CultureInfo.InvariantCulture, $"; its own model, mean loss {trained.MeanLoss:0.0000}, is in {Path.GetFileName(path)}");
    }
}
