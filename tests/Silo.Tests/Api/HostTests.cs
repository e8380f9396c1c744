using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;
using Federated.Domain.Errors;
using Federated.Protocol;
using Federated.Protocol.Enrolment;
using Federated.Protocol.Work;
using Federated.Silo.Hosting;

namespace Federated.Silo.Tests.Api;

public sealed class HostTests
{
    private static readonly SiloOptions Options = new() { DataDirectory = "/tmp/federated-never-made" };

    public static TheoryData<string, SiloOptions> BadOptions => new()
    {
        { "--data", Options with { DataDirectory = " " } },
        { "--listen", Options with { ListenAddress = "everywhere" } },
        { "--public-host", Options with { ListenAddress = "0.0.0.0" } },
        { "--public-host", Options with { PublicHosts = ["https://fed.example.org"] } },
        { "--console-port", Options with { ConsolePort = 70_000 } },
        { "--node-port", Options with { NodePort = -1 } },
        { "--node-port", Options with { NodePort = 7400 } },
        { "--max-staged-bytes", Options with { MaxStagedBytes = 1 } },
        { "ResponseTimeout", Options with { ResponseTimeout = TimeSpan.Zero } },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void BadOption_IsRefusedByName(string option, SiloOptions options)
    {
        var refusal = Assert.Throws<FederatedException>(() => SiloHost.Build(options));

        Assert.Equal(ErrorCodes.ConfigurationInvalid, refusal.Code);
        Assert.Contains(option, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("wanted", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--data", "x", "--colour", "red")]
    [InlineData("--data", "x", "--node-port", "many")]
    public void BadCommandLine_IsAUsageError(params string[] args) =>
        Assert.Equal(ErrorCodes.UsageInvalid, Assert.Throws<FederatedException>(() => SiloHost.Build(args)).Code);

    [Fact]
    public void CommandLine_SetsTheOptions()
    {
        var options = SiloCommandLine.Parse(["--data", "d", "--listen", "0.0.0.0", "--public-host", "a.example", "--public-host", "b.example", "--node-port", "1234"]);

        Assert.Equal(("d", "0.0.0.0", 1234, SiloOptions.DefaultConsolePort), (options.DataDirectory, options.ListenAddress, options.NodePort, options.ConsolePort));
        Assert.Equal("a.example b.example", string.Join(' ', options.PublicHosts));
        Assert.Equal("https://a.example:1", SiloAddresses.Of(options, new(1, 2, 3)).ConsoleUrl);
    }

    [Theory]
    [InlineData("--silo-port")]
    [InlineData("--gateway-port")]
    public void OrleansPort_ThatIsTaken_IsRefusedByName(string option)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var directory = Directory.CreateTempSubdirectory("federated-silo-");
        try
        {
            var refusal = Assert.Throws<FederatedException>(() => SiloHost.Build(["--data", directory.FullName, option, port]));

            Assert.Equal(ErrorCodes.ConfigurationInvalid, refusal.Code);
            Assert.Contains($"{option}: got {port}", refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task Restart_KeepsPortsIdentityAndPartners()
    {
        var first = await SiloUnderTest.Start();
        var (certificate, key) = await first.Enrol("hospital-1");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(first.Directory, "coordinator.fed.json")));
        await first.Stop();

        await using var second = await SiloUnderTest.Start(first.Directory);
        using var node = second.Client(second.Addresses.NodeUrl, certificate, key);

        Assert.Equal(first.Addresses, second.Addresses);
        Assert.Equal(JsonSerializer.Serialize(first.Credentials, ProtocolJson.Options), JsonSerializer.Serialize(second.Credentials, ProtocolJson.Options));
        Assert.Equal("hospital-1", (await node.GetFromJsonAsync<SelfResponse>(Routes.Self, ProtocolJson.Options))!.Partner.ToString());
    }

    [Fact]
    public async Task SecondSiloOnTheSameDirectory_IsRefused()
    {
        await using var first = await SiloUnderTest.Start();

        var refusal = await Assert.ThrowsAsync<FederatedException>(() => SiloUnderTest.Start(first.Directory));

        Assert.Equal(ErrorCodes.ConfigurationInvalid, refusal.Code);
        Assert.Contains("--data", refusal.Message, StringComparison.Ordinal);
        using var response = await first.Anonymous.GetAsync("/healthz");
        Assert.True(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task CredentialsFile_FollowsTheConsolesAddress()
    {
        var first = await SiloUnderTest.Start();
        await first.Stop();
        var file = Path.Combine(first.Directory, "coordinator.fed.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(first.Credentials with { ConsoleUrl = "https://127.0.0.1:1" }, ProtocolJson.Options));

        await using var second = await SiloUnderTest.Start(first.Directory);

        Assert.Equal(first.Addresses.ConsoleUrl, second.Credentials.ConsoleUrl);
        Assert.Equal(first.Credentials.PrivateKeyPem, second.Credentials.PrivateKeyPem);
    }

    [Fact]
    public async Task Authority_IsTheSameForEverybody()
    {
        await using var silo = await SiloUnderTest.Start();

        var authority = (await silo.Anonymous.GetFromJsonAsync<AuthorityResponse>(Routes.Authority, ProtocolJson.Options))!;

        Assert.Equal((silo.Credentials.Federation, silo.Credentials.AuthorityPem), (authority.Federation, authority.AuthorityPem));
        Assert.Equal(silo.Credentials.Keys.ToJson(), authority.Keys.ToJson());
    }
}
