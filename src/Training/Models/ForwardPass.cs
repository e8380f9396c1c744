using Federated.Domain.Errors;
using Federated.Training.Privacy;
using static TorchSharp.torch;

namespace Federated.Training.Models;

/// <summary>What the layers of a model share while one batch passes through: where clipping listens, who draws masks, which tokens are padding.</summary>
internal sealed class ForwardPass
{
    /// <summary>
    /// Where every operation that touches a parameter says how the gradients of single examples follow from that of its
    /// value; null for plain training.
    /// </summary>
    public ClippingTape? Tape { get; init; }

    /// <summary>Draws what dropout leaves out; null where nothing is left out: in evaluation, and under a tape.</summary>
    public Generator? Masks { get; init; }

    /// <summary>[n, length], true where the token is padding; null before a layer has seen tokens. Set by the embedding.</summary>
    public Tensor? Padding { get; set; }

    /// <summary>Refuses a tape in a layer that has no rule for it.</summary>
    /// <param name="layer">Its name in a plan.</param>
    /// <exception cref="FederatedException">FED-1001: there is a tape.</exception>
    public void RefuseTape(string layer)
    {
        if (Tape is not null)
        {
            throw new FederatedException(ErrorCodes.PlanInvalid,
                $"Layer '{layer}' has no per-example rule, so the gradients of single records cannot be clipped. Use another layer, or a mode that clips whole updates (partner-central).");
        }
    }
}
