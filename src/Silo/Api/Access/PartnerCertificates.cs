using System.Collections.Concurrent;
using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Partner;
using Federated.Protocol;

namespace Federated.Silo.Api.Access;

/// <summary>
/// Which certificate each partner is enrolled with now. A match is believed for <see cref="Trust"/>; a mismatch is looked
/// up afresh, so that a new certificate works at once and an old one stops within that time.
/// </summary>
internal sealed class PartnerCertificates(IGrainFactory grains, TimeProvider time)
{
    /// <summary>How long a match is believed.</summary>
    internal static readonly TimeSpan Trust = Times.LongestRetry;

    private readonly ConcurrentDictionary<PartnerName, (ContentHash Certificate, long At)> _known = new();

    /// <summary>True when the partner is enrolled with this very certificate.</summary>
    /// <param name="partner">The partner.</param>
    /// <param name="certificate">SHA-256 of the certificate's DER.</param>
    public async Task<bool> IsCurrent(PartnerName partner, ContentHash certificate)
    {
        if (_known.TryGetValue(partner, out var known) && known.Certificate == certificate && time.GetElapsedTime(known.At) < Trust)
            return true;
        var status = await grains.GetGrain<IPartnerGrain>(GrainKeys.Partner(partner)).Status();
        if (status.EnrolledAt is null || !ContentHash.TryParse(status.Certificate, out var current) || current != certificate)
            return false;
        _known[partner] = (current, time.GetTimestamp());
        return true;
    }
}
