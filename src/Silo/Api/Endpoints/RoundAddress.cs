using Federated.Domain.Errors;
using Federated.Domain.Rounds;

namespace Federated.Silo.Api.Endpoints;

/// <summary>A round as an address names it.</summary>
internal static class RoundAddress
{
    /// <summary>The round.</summary>
    /// <exception cref="FederatedException">FED-1301 or FED-1303 when the address names none.</exception>
    public static RoundId Parse(string run, int round) => round >= 1
        ? new(RunId.Parse(run), round)
        : throw new FederatedException(ErrorCodes.RoundUnknown, $"Got round {round}, wanted one from 1. Ask for the current assignment.");
}
