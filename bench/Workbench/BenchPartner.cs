using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Federated.Domain.Rounds;
using Federated.Protocol;
using Federated.Protocol.Enrolment;
using Federated.Protocol.Transport;
using Federated.Protocol.Work;

namespace Federated.Workbench;

/// <summary>A partner without a node: it enrols for real, and sends what a bench likes with its certificate.</summary>
public sealed class BenchPartner : IDisposable
{
    private BenchPartner(string name, HttpClient node, string certificatePem, string keyPem)
    {
        (Name, Node, CertificatePem, KeyPem) = (name, node, certificatePem, keyPem);
    }

    public string Name { get; }

    public HttpClient Node { get; }

    public string CertificatePem { get; }

    public string KeyPem { get; }

    public static async Task<BenchPartner> Enrol(BenchSilo silo, string name)
    {
        var token = JoinToken.Parse(await silo.Invite(name));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        using var anonymous = FederationHttp.CreateClient(silo.Credentials.ConsoleUrl, silo.Handler());
        using var response = await anonymous.PostAsJsonAsync(Routes.Enrol, new EnrolRequest(token.Partner, token.Secret, request), ProtocolJson.Options);
        await ProblemReader.ThrowIfProblem(response);
        var enrolled = (await response.Content.ReadFromJsonAsync<EnrolResponse>(ProtocolJson.Options))!;
        var keyPem = key.ExportPkcs8PrivateKeyPem();
        return new(name, FederationHttp.CreateClient(enrolled.NodeUrl, silo.Handler(enrolled.CertificatePem, keyPem)), enrolled.CertificatePem, keyPem);
    }

    /// <summary>Asks for work until there is some.</summary>
    public async Task<Assignment> NextAssignment()
    {
        while (true)
        {
            using var response = await Node.PostAsJsonAsync(Routes.Work, new WorkRequest(20, []), ProtocolJson.Options);
            await ProblemReader.ThrowIfProblem(response);
            var work = (await response.Content.ReadFromJsonAsync<WorkResponse>(ProtocolJson.Options))!;
            if (!work.Assignments.IsEmpty)
                return work.Assignments[0];
        }
    }

    /// <summary>Sends an update and returns its receipt.</summary>
    public async Task<UploadResponse> Send(RoundId round, HttpContent update)
    {
        update.Headers.ContentType = new MediaTypeHeaderValue(ProtocolJson.Safetensors);
        using var response = await Node.PutAsync(Routes.Update(round), update);
        await ProblemReader.ThrowIfProblem(response);
        var line = (await response.Content.ReadAsStringAsync()).Split('\n')[0];
        return JsonSerializer.Deserialize<UploadResponse>(line, ProtocolJson.Options)!;
    }

    public void Dispose() => Node.Dispose();
}
