using Federated.Domain.Models;

namespace Federated.Domain.Serialization;

/// <summary>A <see cref="ContentHash"/> as JSON text.</summary>
public sealed class ContentHashJsonConverter : ParsableJsonConverter<ContentHash>
{
    /// <inheritdoc/>
    protected override ContentHash Parse(string text) => ContentHash.Parse(text);
}
