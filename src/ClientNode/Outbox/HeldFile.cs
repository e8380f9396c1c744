using System.Text.Json.Serialization;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Outbox;

/// <summary>The sidecar of a held update.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="Sha256">The hash of the update file.</param>
/// <param name="Weight">Its weight in units of 2^-20.</param>
/// <param name="BaseModel">The model that it was trained from.</param>
/// <param name="Refused">The code with which the federation refused it for good, or null.</param>
public sealed record HeldFile(RunId Run, int Round, ContentHash Sha256, long Weight, ContentHash BaseModel, string? Refused = null)
{
    /// <summary>The length of the update file in bytes.</summary>
    public long Length { get; init; }

    /// <summary>The round's id.</summary>
    [JsonIgnore]
    public RoundId Id => new(Run, Round);
}
