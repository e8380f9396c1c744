using System.Security.Cryptography.X509Certificates;

namespace Federated.Silo.Security;

/// <summary>
/// The certificate of the silo's listeners, for Kestrel's <c>ServerCertificateSelector</c>: issued at start and again when
/// it has less than 30 days left, so that a silo that runs for years needs no restart for it.
/// </summary>
public sealed class ServerCertificateSource(CertificateAuthority authority, IReadOnlyCollection<string> hosts, TimeProvider time)
{
    private static readonly TimeSpan Renewal = TimeSpan.FromDays(30);

    private readonly Lock _renewing = new();
    private X509Certificate2? _current;

    /// <summary>The certificate to present now. A former one is left to the handshakes that still use it.</summary>
    public X509Certificate2 Current
    {
        get
        {
            lock (_renewing)
            {
                if (_current is null || new DateTimeOffset(_current.NotAfter.ToUniversalTime()) - time.GetUtcNow() < Renewal)
                    _current = authority.IssueServerCertificate(hosts);
                return _current;
            }
        }
    }
}
