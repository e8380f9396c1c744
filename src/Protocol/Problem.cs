using System.Text.Json.Serialization;

namespace Federated.Protocol;

/// <summary>An RFC 9457 problem with the stable code of the failure (<c>FED-1204</c>).</summary>
/// <param name="Type">A URI that names the problem: <c>urn:federated:FED-1204</c>.</param>
/// <param name="Title">The code's constant title.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What was got, what was wanted, what to do.</param>
/// <param name="Code">The stable code.</param>
public sealed record Problem(
    string Type, string Title, int Status, string Detail, [property: JsonPropertyName("code")] string Code)
{
    /// <summary>The media type of problem details.</summary>
    public const string MediaType = "application/problem+json";
}
