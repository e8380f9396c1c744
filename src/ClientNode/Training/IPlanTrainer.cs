using Federated.Protocol.Work;

namespace Federated.ClientNode.Training;

/// <summary>Trains one round on the partner's data.</summary>
public interface IPlanTrainer
{
    /// <summary>
    /// Trains from a model and returns the update. The same assignment, model and data give the same bytes, so that a
    /// round that was interrupted can be trained again.
    /// </summary>
    /// <param name="assignment">The round, its plan checked.</param>
    /// <param name="model">The base model's file, its hash checked.</param>
    /// <param name="cancellationToken">Looked at between steps.</param>
    /// <exception cref="Domain.Errors.FederatedException">15xx: the data do not fit the plan, or training diverged.</exception>
    TrainedUpdate Train(Assignment assignment, ReadOnlyMemory<byte> model, CancellationToken cancellationToken);

    /// <summary>The same, where only parts of a model travel.</summary>
    /// <param name="assignment">The round, its plan checked.</param>
    /// <param name="model">The file of what travels, its hash checked.</param>
    /// <param name="foundation">The file of <c>model.transfer.base</c>, its hash checked; empty when the plan names none.</param>
    /// <param name="cancellationToken">Looked at between steps.</param>
    /// <exception cref="Domain.Errors.FederatedException">15xx: the data do not fit the plan, or training diverged.</exception>
    TrainedUpdate Train(Assignment assignment, ReadOnlyMemory<byte> model, ReadOnlyMemory<byte> foundation, CancellationToken cancellationToken) =>
        Train(assignment, model, cancellationToken);
}
