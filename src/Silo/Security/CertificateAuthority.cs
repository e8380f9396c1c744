using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Silo.Security;

/// <summary>
/// The federation's own certificate authority. It signs end certificates only: the silo's for TLS, partners' from their
/// requests, and coordinators' and officers' with keys made here. Nobody else's word enters a certificate: subject, validity and
/// extensions are always set here.
/// </summary>
public sealed class CertificateAuthority
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1", ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    private readonly Lock _signing = new();
    private readonly X509Certificate2 _certificate;
    private readonly ECDsa _key;
    private readonly TimeProvider _time;

    /// <param name="keys">Holds the authority's key and certificate.</param>
    /// <param name="time">Dates the certificates.</param>
    public CertificateAuthority(KeyStore keys, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Federation = keys.Federation;
        _certificate = keys.AuthorityCertificate;
        _key = keys.AuthorityKey;
        _time = time;
        Der = _certificate.RawData;
        Fingerprint = ContentHash.Of(Der);
        Pem = _certificate.ExportCertificatePem();
    }

    /// <summary>The federation's id.</summary>
    public string Federation { get; }

    /// <summary>SHA-256 of the authority's DER certificate, which join tokens pin.</summary>
    public ContentHash Fingerprint { get; }

    /// <summary>The authority's certificate, PEM.</summary>
    public string Pem { get; }

    /// <summary>The authority's certificate, DER.</summary>
    public byte[] Der { get; }

    /// <summary>A certificate for the silo's listeners, with a fresh private key; valid for a year.</summary>
    /// <param name="hosts">The names and IP addresses under which clients reach it.</param>
    /// <exception cref="FederatedException">FED-1601 when there is none, or one is neither a name nor an address.</exception>
    public X509Certificate2 IssueServerCertificate(IReadOnlyCollection<string> hosts)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
            AddHost(names, host);
        if (hosts.Count == 0)
            throw BadHost("no host");

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName("silo");
        subject.AddOrganizationName(Federation);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = Sign(request, ServerAuthentication);
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>Signs the key of a partner's request. Its subject and extensions are ignored.</summary>
    /// <param name="csrPem">PKCS#10, PEM, ECDSA P-256, signed with its own key.</param>
    /// <param name="partner">The partner, as the join token names it.</param>
    /// <returns>A client certificate for <c>CN={partner}, OU=partner, O={federation}</c>, valid for a year.</returns>
    /// <exception cref="FederatedException">FED-1109 when the request is anything else.</exception>
    public X509Certificate2 SignPartnerRequest(string csrPem, PartnerName partner)
    {
        if (partner == default)
            throw new ArgumentException("Got no partner name, wanted the one that the token is bound to.", nameof(partner));
        var key = PartnerRequest.ReadKey(csrPem);
        var request = new CertificateRequest(new CertificateIdentity(Role.Partner, partner.ToString()).ToSubject(Federation), key, HashAlgorithmName.SHA256);
        return Sign(request, ClientAuthentication);
    }

    /// <summary>Makes a key and a client certificate for a coordinator, officer or viewer, valid for a year.</summary>
    /// <param name="role">Not <see cref="Role.Partner"/>: a partner's key never leaves its node.</param>
    /// <param name="name">2 to 40 of a-z, 0-9 and '-', starting with a letter.</param>
    /// <exception cref="FederatedException">FED-1605 when role or name are refused.</exception>
    public IssuedCredentials IssueCredentials(Role role, string name)
    {
        if (role == Role.Partner)
            throw new FederatedException(ErrorCodes.UsageInvalid, "Got role 'partner', wanted coordinator, officer or viewer. A partner enrols with 'fed partner invite'.");
        if (!PartnerName.TryParse(name, out _))
        {
            throw new FederatedException(ErrorCodes.UsageInvalid,
                $"Got name '{name}', wanted 2 to 40 characters of a-z, 0-9 and '-', starting with a letter, for example 'anna-berg'.");
        }

        var identity = new CertificateIdentity(role, name);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Sign(new CertificateRequest(identity.ToSubject(Federation), key, HashAlgorithmName.SHA256), ClientAuthentication);
        return new(identity, certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private X509Certificate2 Sign(CertificateRequest request, string usage)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            _certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));

        var now = _time.GetUtcNow();
        var from = Max(now - ClockSkew, new DateTimeOffset(_certificate.NotBefore.ToUniversalTime()));
        var to = Min(now + Lifetime, new DateTimeOffset(_certificate.NotAfter.ToUniversalTime()));
        if (to <= now)
        {
            throw new FederatedException(ErrorCodes.ConfigurationInvalid,
                $"Got a certificate authority that ended on {_certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}, wanted one that is valid. Check the clock; if it is right, found a new federation.");
        }

        lock (_signing)
            return request.Create(_certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), from, to, Serial());
    }

    // RFC 5280, section 4.1.2.2: positive and at most 20 bytes; 126 random bits are never drawn twice.
    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x3f) | 0x40);
        return serial;
    }

    private static void AddHost(SubjectAlternativeNameBuilder names, string host)
    {
        switch (Uri.CheckHostName(host))
        {
            case UriHostNameType.IPv4 or UriHostNameType.IPv6:
                names.AddIpAddress(IPAddress.Parse(host));
                break;
            case UriHostNameType.Dns:
                names.AddDnsName(host);
                break;
            default:
                throw BadHost($"host '{host}'");
        }
    }

    private static FederatedException BadHost(string got) => new(ErrorCodes.ConfigurationInvalid,
        $"Got {got} for the silo's certificate, wanted the names and IP addresses under which nodes reach it, for example 'fl.example.org' or '10.0.0.5'.");

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
