using System.Security.Cryptography;
using System.Text;
using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Partner;

namespace Federated.Simulation;

/// <summary>
/// Enrols virtual partners: invited and enrolled by their grains as everybody is, but without a join token, a key or a
/// certificate. The ledger's entry names the hash of a text in place of a key's, so that no certificate ever fits it.
/// </summary>
/// <param name="grains">The silo's grains.</param>
/// <param name="time">The clock.</param>
internal sealed class VirtualEnrolment(IGrainFactory grains, TimeProvider time)
{
    private const int AtOnce = 64;
    private static readonly TimeSpan Expiry = TimeSpan.FromHours(1);

    /// <summary>Enrols all of them.</summary>
    /// <exception cref="Domain.Errors.FederatedException">11xx when the federation refuses one.</exception>
    public Task EnrolAsync(IEnumerable<PartnerName> partners, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        partners, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (partner, _) => await Enrol(partner));

    private async Task Enrol(PartnerName partner)
    {
        var grain = grains.GetGrain<IPartnerGrain>(GrainKeys.Partner(partner));
        var secret = ContentHash.Of(RandomNumberGenerator.GetBytes(32)).ToString();
        Require(await grain.Invite(new(secret, time.GetUtcNow() + Expiry)));
        var key = ContentHash.Of(Encoding.UTF8.GetBytes($"virtual partner {partner}")).ToString();
        Require(await grain.Enrol(new(secret, key, key)));
    }

    private static void Require(PartnerReply reply)
    {
        if (reply.Failure is { } failure)
            throw failure.ToException();
    }
}
