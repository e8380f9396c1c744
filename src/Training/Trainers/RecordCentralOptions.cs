using Federated.Domain.Errors;
using Federated.Training.Privacy;

namespace Federated.Training.Trainers;

/// <summary>The constants of a plan in mode <c>record-central</c> that a node computes with.</summary>
public sealed record RecordCentralOptions
{
    /// <summary>
    /// The largest R_k / C. A sum of norm R rounded to float32 moves by at most 2^-24 R, in two neighbouring sums by 2^-23 R;
    /// up to here that is half of the 2^-10 C that clipping leaves.
    /// </summary>
    public const double MostRadius = 4096;

    /// <summary>How single examples are clipped.</summary>
    public ClippingOptions Clipping { get; init; } = new();

    /// <summary>R_k = kappa q N_k C with the agreement's N_k: a constant of the plan, finite and positive, at most 4,096 C.</summary>
    public required double ProjectionRadius { get; init; }

    /// <summary>Checks every option.</summary>
    /// <exception cref="FederatedException">An option is out of range (<see cref="ErrorCodes.PlanInvalid"/>).</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Clipping);
        Clipping.Validate();
        if (!double.IsFinite(ProjectionRadius) || ProjectionRadius <= 0 || ProjectionRadius > MostRadius * Clipping.Clip)
        {
            throw new FederatedException(
                ErrorCodes.PlanInvalid,
                FormattableString.Invariant($"ProjectionRadius is {ProjectionRadius} with Clip {Clipping.Clip}, wanted above 0 and at most {MostRadius} x Clip = {MostRadius * Clipping.Clip}. Lower kappa or the sampling rate of the plan."));
        }
    }
}
