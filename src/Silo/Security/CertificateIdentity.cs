using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;

namespace Federated.Silo.Security;

/// <summary>Who holds a certificate of the federation: subject <c>CN={name}, OU={role}, O={federation}</c>.</summary>
/// <param name="Role">The role.</param>
/// <param name="Name">The name: a partner's (<see cref="PartnerName"/>), or a person's under the same rule.</param>
public sealed record CertificateIdentity(Role Role, string Name)
{
    private const string CommonName = "2.5.4.3", Organization = "2.5.4.10", OrganizationalUnit = "2.5.4.11";

    /// <summary>Reads the subject. It proves nothing before <see cref="ClientCertificateValidation"/> has accepted the certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="federation">The only organisation that is accepted.</param>
    /// <exception cref="FederatedException">FED-1101 when the subject has another form or another organisation.</exception>
    public static CertificateIdentity Read(X509Certificate2 certificate, string federation)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        try
        {
            return Parse(certificate, federation) ?? throw Refused(certificate, federation);
        }
        catch (CryptographicException e)
        {
            throw Refused(certificate, federation, e);
        }
    }

    /// <summary>The subject that <see cref="Read"/> reads.</summary>
    internal X500DistinguishedName ToSubject(string federation)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(Name);
        subject.AddOrganizationalUnitName(UnitOf(Role));
        subject.AddOrganizationName(federation);
        return subject.Build();
    }

    private static CertificateIdentity? Parse(X509Certificate2 certificate, string federation)
    {
        string? name = null, unit = null, organization = null;
        var parts = 0;
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            parts++;
            if (part.HasMultipleElements)
                return null;
            switch (part.GetSingleElementType().Value)
            {
                case CommonName:
                    name = part.GetSingleElementValue();
                    break;
                case OrganizationalUnit:
                    unit = part.GetSingleElementValue();
                    break;
                case Organization:
                    organization = part.GetSingleElementValue();
                    break;
            }
        }

        return parts == 3
            && string.Equals(organization, federation, StringComparison.Ordinal)
            && PartnerName.TryParse(name, out _)
            && RoleOf(unit) is { } role
            ? new CertificateIdentity(role, name!)
            : null;
    }

    private static string UnitOf(Role role) => role switch
    {
        Role.Partner => "partner",
        Role.Coordinator => "coordinator",
        Role.Officer => "officer",
        Role.Viewer => "viewer",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Got a role without a name, wanted one of the four."),
    };

    private static Role? RoleOf(string? unit)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            if (string.Equals(unit, UnitOf(role), StringComparison.Ordinal))
                return role;
        }

        return null;
    }

    private static FederatedException Refused(X509Certificate2 certificate, string federation, Exception? inner = null) => new(ErrorCodes.NotAuthenticated,
        $"Got a certificate with another subject, wanted 'CN=name, OU=role, O={federation}'. Present the certificate that this federation has issued.",
        $"subject '{certificate.Subject}', issuer '{certificate.Issuer}'", inner);
}
