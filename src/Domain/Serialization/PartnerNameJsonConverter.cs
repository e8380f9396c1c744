using Federated.Domain.Agreements;

namespace Federated.Domain.Serialization;

/// <summary>A <see cref="PartnerName"/> as JSON text.</summary>
public sealed class PartnerNameJsonConverter : ParsableJsonConverter<PartnerName>
{
    /// <inheritdoc/>
    protected override PartnerName Parse(string text) => PartnerName.Parse(text);
}
