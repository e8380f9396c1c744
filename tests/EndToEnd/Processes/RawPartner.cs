using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Federated.Domain.Agreements;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Domain.Updates;
using Federated.Protocol;
using Federated.Protocol.Enrolment;
using Federated.Protocol.Transport;
using Federated.Protocol.Work;

namespace Federated.EndToEnd.Processes;

/// <summary>A partner without a node: it enrols for real and then sends whatever bytes a test likes.</summary>
public sealed class RawPartner : IDisposable
{
    private RawPartner(PartnerName name, HttpClient node, string certificatePem, string keyPem)
    {
        Name = name;
        Node = node;
        CertificatePem = certificatePem;
        KeyPem = keyPem;
    }

    public PartnerName Name { get; }

    public HttpClient Node { get; }

    public string CertificatePem { get; }

    public string KeyPem { get; }

    public static async Task<RawPartner> Enrol(TestFederation federation, string name)
    {
        var token = JoinToken.Parse(await federation.Invite(name));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var response = await Present(federation, token, key);
        await ProblemReader.ThrowIfProblem(response);
        var enrolled = (await response.Content.ReadFromJsonAsync<EnrolResponse>(ProtocolJson.Options))!;
        var keyPem = key.ExportPkcs8PrivateKeyPem();
        return new(PartnerName.Parse(name), federation.Client(enrolled.NodeUrl, enrolled.CertificatePem, keyPem), enrolled.CertificatePem, keyPem);
    }

    /// <summary>Presents a token with a certificate request for a key.</summary>
    public static async Task<HttpResponseMessage> Present(TestFederation federation, JoinToken token, ECDsa key)
    {
        var request = new CertificateRequest($"CN={token.Partner}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        using var anonymous = federation.Client(federation.Credentials.ConsoleUrl);
        return await anonymous.PostAsJsonAsync(Routes.Enrol, new EnrolRequest(token.Partner, token.Secret, request), ProtocolJson.Options);
    }

    public async Task<Assignment> NextAssignment()
    {
        var work = await Eventually.Get(async () =>
        {
            using var response = await Node.PostAsJsonAsync(Routes.Work, new WorkRequest(5, []), ProtocolJson.Options);
            await ProblemReader.ThrowIfProblem(response);
            var found = (await response.Content.ReadFromJsonAsync<WorkResponse>(ProtocolJson.Options))!;
            return found.Assignments.IsEmpty ? null : found;
        }, () => $"work for {Name}");
        return work.Assignments[0];
    }

    public Task<HttpResponseMessage> Put(RoundId round, byte[] body) => Put(round, new ByteArrayContent(body));

    public Task<HttpResponseMessage> Put(RoundId round, HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(ProtocolJson.Safetensors);
        return Node.PutAsync(Routes.Update(round), content);
    }

    /// <summary>Sends a good update and returns the receipt's line.</summary>
    public async Task<UploadResponse> Send(RoundId round, byte[] body)
    {
        using var response = await Put(round, body);
        await ProblemReader.ThrowIfProblem(response);
        var line = (await response.Content.ReadAsStringAsync()).Split('\n')[0];
        return JsonSerializer.Deserialize<UploadResponse>(line, ProtocolJson.Options)!;
    }

    /// <summary>An update whose coordinates are all <paramref name="value"/>.</summary>
    public static byte[] Update(RoundId round, RunPlan plan, float value, long weightUnits = 1 << 20)
    {
        var layout = plan.Model.ToSpecification().Layout;
        var delta = new float[layout.ParameterCount];
        Array.Fill(delta, value);
        return UpdateFile.Write(new UpdateMetadata(round.Run, round.Number, layout.Hash, "float32", weightUnits), layout, delta);
    }

    public void Dispose() => Node.Dispose();
}
