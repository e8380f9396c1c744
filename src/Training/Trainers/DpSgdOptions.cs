using Federated.Domain.Errors;
using Federated.Training.Privacy;

namespace Federated.Training.Trainers;

/// <summary>How a node trains in one round of mode <c>record-local</c>. All are constants of the plan.</summary>
public sealed record DpSgdOptions
{
    /// <summary>How single examples are clipped.</summary>
    public ClippingOptions Clipping { get; init; } = new();

    /// <summary>z: the noise's sigma over the sensitivity; finite and positive.</summary>
    public required double NoiseMultiplier { get; init; }

    /// <summary>
    /// What a step's noised sum is divided by, usually q N_k with the agreement's N_k; finite and positive. A constant: the
    /// sample's own size would double the sensitivity (PRIVACY section 1).
    /// </summary>
    public required double Denominator { get; init; }

    /// <summary>Steps of a round, at least 1.</summary>
    public required int Steps { get; init; }

    /// <summary>Step size, finite and positive. Default 0.1.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Momentum, in [0, 1). Default 0.</summary>
    public double Momentum { get; init; }

    /// <summary>Checks every option.</summary>
    /// <exception cref="FederatedException">An option is out of range (<see cref="ErrorCodes.PlanInvalid"/>).</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Clipping);
        Clipping.Validate();
        if (!double.IsFinite(NoiseMultiplier) || NoiseMultiplier <= 0) throw Invalid(nameof(NoiseMultiplier), NoiseMultiplier, "a finite number above 0");
        if (!double.IsFinite(Denominator) || Denominator <= 0) throw Invalid(nameof(Denominator), Denominator, "a finite number above 0");
        if (Steps < 1) throw Invalid(nameof(Steps), Steps, "at least 1");
        if (!double.IsFinite(LearningRate) || LearningRate <= 0) throw Invalid(nameof(LearningRate), LearningRate, "a finite number above 0");
        if (!(Momentum >= 0 && Momentum < 1)) throw Invalid(nameof(Momentum), Momentum, "a number from 0, below 1");
    }

    private static FederatedException Invalid(string name, object got, string wanted) =>
        new(ErrorCodes.PlanInvalid, FormattableString.Invariant($"{name} is {got}, wanted {wanted}. Correct the plan."));
}
