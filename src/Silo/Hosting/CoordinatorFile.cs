using System.Text.Json;
using Federated.Domain.Errors;
using Federated.Grains.Ports;
using Federated.Protocol;
using Federated.Protocol.Enrolment;
using Federated.Silo.Security;
using Federated.Silo.Storage;

namespace Federated.Silo.Hosting;

/// <summary>
/// The first coordinator's credentials, <c>coordinator.fed.json</c>, mode 0600. Issued when the file is missing; when the
/// console's address has changed, the same credentials are written with the new one.
/// </summary>
internal sealed class CoordinatorFile(SiloPaths paths, CertificateAuthority authority, IFederationKeys keys, SiloAddresses addresses)
{
    private const string Name = "coordinator";

    /// <summary>Makes the file right; leaves it alone when it is.</summary>
    /// <exception cref="FederatedException">FED-1603 when it is there and is no credentials file.</exception>
    public void Ensure()
    {
        var before = Read();
        if (before is not null && before.ConsoleUrl == addresses.ConsoleUrl)
            return;
        Write(before is null ? Issue() : before with { ConsoleUrl = addresses.ConsoleUrl });
    }

    private ConsoleCredentials Issue()
    {
        var issued = authority.IssueCredentials(Role.Coordinator, Name);
        return new(keys.Federation, addresses.ConsoleUrl, authority.Pem, issued.CertificatePem, issued.PrivateKeyPem, keys.PublicKeys);
    }

    private ConsoleCredentials? Read()
    {
        if (!File.Exists(paths.CoordinatorCredentials))
            return null;
        try
        {
            return JsonSerializer.Deserialize<ConsoleCredentials>(File.ReadAllBytes(paths.CoordinatorCredentials), ProtocolJson.Options);
        }
        catch (JsonException e)
        {
            throw new FederatedException(ErrorCodes.StorageCorrupt,
                $"Got {paths.CoordinatorCredentials} that is no credentials file, wanted what the silo wrote. Restore it, or delete it to have new credentials issued.", inner: e);
        }
    }

    private void Write(ConsoleCredentials credentials)
    {
        var draft = paths.CoordinatorCredentials + ".new";
        File.Delete(draft);
        DurableFiles.WritePrivate(draft, JsonSerializer.SerializeToUtf8Bytes(credentials, ProtocolJson.Options));
        File.Move(draft, paths.CoordinatorCredentials, overwrite: true);
        DurableFiles.SyncDirectory(paths.DataDirectory);
    }
}
