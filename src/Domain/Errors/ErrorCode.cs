using System.Globalization;

namespace Federated.Domain.Errors;

/// <summary>A stable error code with the HTTP status it maps to and a short title that never changes.</summary>
/// <param name="Number">Four digits; the hundreds name the area (see <see cref="ErrorCodes"/>).</param>
/// <param name="HttpStatus">The status of the problem details that carry it.</param>
/// <param name="Title">A short, constant description.</param>
public readonly record struct ErrorCode(int Number, int HttpStatus, string Title)
{
    /// <summary>The code as it is printed, for example <c>FED-1204</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"FED-{Number:0000}");
}
