using Federated.Domain.Rounds;

namespace Federated.Domain.Serialization;

/// <summary>A <see cref="RunId"/> as JSON text.</summary>
public sealed class RunIdJsonConverter : ParsableJsonConverter<RunId>
{
    /// <inheritdoc/>
    protected override RunId Parse(string text) => RunId.Parse(text);
}
