using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Federated.Domain.Errors;

namespace Federated.Protocol.Transport;

/// <summary>Turns problem details back into the exception that they describe.</summary>
public static class ProblemReader
{
    /// <summary>Returns when the response is a success; throws what the other side said otherwise.</summary>
    /// <exception cref="FederatedException">With the code of the problem, or FED-1604 when the answer holds none.</exception>
    public static async Task ThrowIfProblem(HttpResponseMessage response, CancellationToken cancellationToken = default)
    {
        if (response.IsSuccessStatusCode)
            return;
        var status = (int)response.StatusCode;
        Problem? problem = null;
        if (response.Content.Headers.ContentType?.MediaType == Problem.MediaType)
        {
            try
            {
                problem = await response.Content.ReadFromJsonAsync<Problem>(ProtocolJson.Options, cancellationToken);
            }
            catch (JsonException)
            {
                // Not a problem of ours: the status alone has to do.
            }
        }

        if (problem is not null && problem.Code is ['F', 'E', 'D', '-', .. var digits] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new FederatedException(new ErrorCode(number, status, problem.Title), problem.Detail);
        throw new FederatedException(ErrorCodes.Unreachable with { HttpStatus = status },
            $"{response.RequestMessage?.RequestUri} answered HTTP {status} without saying why; look at the silo's log.");
    }
}
