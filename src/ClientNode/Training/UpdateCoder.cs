using System.Globalization;
using System.Numerics.Tensors;
using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Updates;
using Federated.Domain.Updates.Codecs;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Training;

/// <summary>
/// Turns an update into its file with the first codec of the plan that this node knows. The random rounding of a codec follows from
/// the plan's seed, the partner and the round, so the same update gives the same bytes.
/// </summary>
/// <param name="partner">Whose node.</param>
/// <param name="residuals">Where error feedback keeps what was left out; null for none.</param>
public sealed class UpdateCoder(PartnerName partner, ResidualStore? residuals)
{
    /// <summary>The update file.</summary>
    /// <param name="assignment">The round.</param>
    /// <param name="layout">The update's layout.</param>
    /// <param name="delta">The coordinates; changed where error feedback adds to them.</param>
    /// <param name="weightUnits">The weight.</param>
    /// <exception cref="Domain.Errors.FederatedException">FED-1211: the plan names no codec that this node knows; FED-1205: too large for it.</exception>
    public byte[] Code(Assignment assignment, ParameterLayout layout, float[] delta, long weightUnits)
    {
        var codec = Choose(assignment);
        var seed = SeededRandom.Derive(assignment.Plan.Training.Seed, "codec", partner.ToString(), assignment.Round.ToString(CultureInfo.InvariantCulture));
        var feedback = codec.WantsErrorFeedback && residuals is not null;
        if (feedback)
            TensorPrimitives.Add(delta, residuals!.Before(assignment.Id, delta.Length), delta);
        var file = UpdateFile.Write(new(assignment.Run, assignment.Round, layout.Hash, codec.Name, weightUnits), layout, delta, seed);
        if (feedback)
        {
            var sent = new float[delta.Length];
            codec.Decode(layout, codec.Encode(layout, delta, seed), sent);
            TensorPrimitives.Subtract(delta, sent, delta);
            residuals!.Keep(assignment.Id, delta);
        }

        return file;
    }

    private static UpdateCodec Choose(Assignment assignment)
    {
        Domain.Errors.FederatedException? unknown = null;
        foreach (var name in assignment.Plan.UpdateCodecs)
        {
            try
            {
                return UpdateCodec.Parse(name);
            }
            catch (Domain.Errors.FederatedException e)
            {
                unknown = e;
            }
        }

        throw unknown!;
    }
}
