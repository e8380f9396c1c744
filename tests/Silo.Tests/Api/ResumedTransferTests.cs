using Federated.ClientNode.Channel;
using Federated.ClientNode.Models;
using Federated.ClientNode.Tests.Support;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Domain.Updates;
using Federated.Protocol.Transport;
using Federated.Protocol.Work;
using Federated.Silo.Intake;
using Microsoft.Extensions.DependencyInjection;

namespace Federated.Silo.Tests.Api;

/// <summary>A line that breaks several times in the middle of a model or an update: what had come is not sent again.</summary>
public sealed class ResumedTransferTests : IAsyncLifetime, IDisposable
{
    // More than staging keeps in memory, so that the spool goes on too.
    private const int Parameters = 2_200_000;

    // What may be on its way when a line breaks: HTTP/2's windows and the sockets' buffers.
    private const long InFlight = 3 << 20;
    private const long Overhead = 200_000;
    private const int Breaks = 3;
    private static readonly RunPlan Plan = new()
    {
        Name = "resumed",
        Model = new() { Kind = "logistic", Inputs = (Parameters / 10) - 1, Outputs = 10 },
        Privacy = new() { Mode = PrivacyPlan.None },
        Cohort = new() { Size = 1, Quorum = 1 },
        Rounds = 1,
    };

    private SiloUnderTest _silo = null!;
    private CuttingProxy _proxy = null!;
    private HttpsChannel _channel = null!;

    public async Task InitializeAsync()
    {
        _silo = await SiloUnderTest.Start();
        var (certificate, key) = await _silo.Enrol("hospital-1");
        _proxy = new CuttingProxy(new Uri(_silo.Addresses.NodeUrl));
        var handler = FederationHttp.CreateHandler(_silo.Credentials.AuthorityPem, certificate, key);
        _channel = new HttpsChannel(FederationHttp.CreateClient(_proxy.Url, handler), TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _silo.DisposeAsync();
    }

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task Upload_CutSeveralTimes_GoesOnWhereItStopped()
    {
        var launched = await _silo.Launch(Plan);
        var round = new RoundId(launched.Run, 1);
        var update = Update(round);
        var before = _proxy.Up;

        _proxy.UpLimit = update.Length * 4 / 10;
        for (var i = 0; i < Breaks - 1; i++)
            await Breaking(() => _channel.SendUpdate(round, update, ContentHash.Of(update), 0, _ => Task.CompletedTask, CancellationToken.None));
        Assert.Equal(1, Parts.Count);

        UploadResponse? receipt = null;
        _proxy.UpLimit = long.MaxValue;
        await _channel.SendUpdate(round, update, ContentHash.Of(update), 0, given => Task.FromResult(receipt = given), CancellationToken.None);

        Assert.Equal(ContentHash.Of(update), receipt!.Receipt.Receipt.UpdateHash);
        Assert.Equal(0, Parts.Count);
        Assert.Equal(Breaks - 1, _proxy.Cuts);
        Assert.InRange(_proxy.Up - before, update.Length, update.Length + ((Breaks - 1) * InFlight / 2) + Overhead);

        UploadResponse? again = null;
        await _channel.SendUpdate(round, update, ContentHash.Of(update), 0, given => Task.FromResult(again = given), CancellationToken.None);
        Assert.True(again!.Duplicate);
        Assert.Equal(receipt.Receipt, again.Receipt);
    }

    [Fact]
    public async Task Upload_PartOfOtherBytesOrNoPart_IsRefusedAndTheWholeIsTaken()
    {
        var launched = await _silo.Launch(Plan);
        var round = new RoundId(launched.Run, 1);
        var update = Update(round);
        _proxy.UpLimit = update.Length / 2;
        await Breaking(() => _channel.SendUpdate(round, update, ContentHash.Of(update), 0, _ => Task.CompletedTask, CancellationToken.None));
        _proxy.UpLimit = long.MaxValue;

        var other = Update(round, first: 2);
        UploadResponse? receipt = null;
        await _channel.SendUpdate(round, other, ContentHash.Of(other), 0, given => Task.FromResult(receipt = given), CancellationToken.None);
        Assert.Equal(ContentHash.Of(other), receipt!.Receipt.Receipt.UpdateHash);
    }

    [Fact]
    public async Task Download_CutSeveralTimes_GoesOnWhereItStopped()
    {
        var launched = await _silo.Launch(Plan);
        var folder = Directory.CreateTempSubdirectory("federated-resumed-");
        try
        {
            var cache = new ModelCache(folder.FullName, _channel);
            const long size = Parameters * sizeof(float);
            _proxy.DownLimit = size * 4 / 10;
            for (var i = 0; i < Breaks - 1; i++)
                await Breaking(() => cache.Get(launched.InitialModel, ["float32"], CancellationToken.None));
            _proxy.DownLimit = long.MaxValue;
            var model = await cache.Get(launched.InitialModel, ["float32"], CancellationToken.None);

            Assert.Equal(launched.InitialModel, ContentHash.Of(model));
            Assert.Equal(Breaks - 1, _proxy.Cuts);
            Assert.InRange(_proxy.Down, size, size + ((Breaks - 1) * InFlight / 2) + Overhead);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private ResumableUploads Parts => _silo.App.Services.GetRequiredService<ResumableUploads>();

    private static async Task Breaking(Func<Task> transfer) =>
        Assert.Equal(ErrorCodes.Unreachable, (await Assert.ThrowsAsync<FederatedException>(transfer)).Code);

    private static byte[] Update(RoundId round, float first = 0)
    {
        var layout = Plan.Model.ToSpecification().Layout;
        var values = new float[layout.ParameterCount];
        for (var i = 0; i < values.Length; i++)
            values[i] = first + (i % 97 * 0.01f);
        return UpdateFile.Write(new(round.Run, round.Number, layout.Hash, UpdateFile.Float32Codec, FixedPointFormat.WeightOne), layout, values);
    }
}
