using Federated.Grains.Abstractions;

namespace Federated.Silo.Api;

/// <summary>Failures come from grains as data and leave as exceptions.</summary>
internal static class FailureExtensions
{
    /// <summary>Throws what the failure describes; does nothing when there is none.</summary>
    /// <exception cref="Domain.Errors.FederatedException">The failure.</exception>
    public static void Throw(this Failure? failure)
    {
        if (failure is not null)
            throw failure.ToException();
    }
}
