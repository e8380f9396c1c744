using Federated.Domain.Errors;

namespace Federated.Domain.Strategies;

/// <summary>What every strategy does with its step: add in double, round once to float32, refuse what is not
/// finite.</summary>
internal static class ParameterStep
{
    /// <summary>(float)(<paramref name="parameter"/> + <paramref name="step"/>).</summary>
    /// <exception cref="FederatedException">FED-1307 when that is not finite.</exception>
    internal static float Add(float parameter, double step, int index)
    {
        var next = (float)(parameter + step);
        return float.IsFinite(next) ? next : throw new FederatedException(ErrorCodes.RoundFailed,
            $"Got a step that takes parameter {index} beyond float32, wanted a finite model. " +
            "Training diverged; lower the server's learning rate or the clip norm.");
    }
}
