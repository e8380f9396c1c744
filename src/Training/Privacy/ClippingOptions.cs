using Federated.Domain.Errors;

namespace Federated.Training.Privacy;

/// <summary>How the gradients of single examples are bounded.</summary>
public sealed record ClippingOptions
{
    /// <summary>C, the sensitivity that the accounting charges: L2 over the whole flat gradient; finite and positive. Default 1.</summary>
    public double Clip { get; init; } = 1;

    /// <summary>Examples of one pass through the model, always as many: a shorter rest is filled up with weight 0. At least 1. Default 256.</summary>
    public int Microbatch { get; init; } = 256;

    /// <summary>Threads of libtorch, for the whole process. Default 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// What an example is clipped to, C (1 - 2^-10) (DESIGN section 5). The rest of C covers what floating point may add: the
    /// arithmetic in float64, and the rounding of a sum to float32.
    /// </summary>
    public double ExampleBound => Clip * (1 - Math.ScaleB(1, -10));

    /// <summary>Checks every option.</summary>
    /// <exception cref="FederatedException">An option is out of range (<see cref="ErrorCodes.PlanInvalid"/>).</exception>
    public void Validate()
    {
        if (!double.IsFinite(Clip) || Clip <= 0) throw Invalid(nameof(Clip), Clip, "a finite number above 0");
        if (Microbatch < 1) throw Invalid(nameof(Microbatch), Microbatch, "at least 1");
        if (Threads < 1) throw Invalid(nameof(Threads), Threads, "at least 1");
    }

    private static FederatedException Invalid(string name, object got, string wanted) =>
        new(ErrorCodes.PlanInvalid, FormattableString.Invariant($"{name} is {got}, wanted {wanted}. Correct the plan."));
}
