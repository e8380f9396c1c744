using System.IO.Pipelines;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Abstractions.Round;
using Federated.Grains.Ports;
using Federated.Grains.Round;
using Federated.Silo.Intake;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace Federated.Silo.Tests.Intake;

/// <summary>An intake over fake grains; claims are accepted unless a test says otherwise.</summary>
internal sealed class IntakeHarness : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("federated-intake-");

    public IntakeHarness(long maxStagedBytes = 1 << 20)
    {
        Grains.GetGrain<IRoundGrain>(GrainKeys.Round(Id)).Returns(Round);
        Grains.GetGrain<IPartnerGrain>(Arg.Any<string>()).Returns(PartnerGrain);
        Grains.CreateObjectReference<IIntakeObserver>(Arg.Any<IGrainObserver>()).Returns(Reference);
        Round.Ticket(Arg.Any<string>()).Returns(new IntakeTicket(Exists: true, InCohort: true, Open: true, TestRun.Json(TestRun.Plan(cohort: 10)), new(null, null)));
        Round.Claim(Arg.Any<ClaimUpdate>(), Arg.Any<IIntakeObserver>()).Returns(call => Accepted(call.Arg<ClaimUpdate>()));
        Lifetime.ApplicationStopping.Returns(_stopping.Token);
        Budget = new(maxStagedBytes);
        Observer = new(Book, Blobs, Desk, Time, NullLogger<IntakeObserver>.Instance);
        Identity = new(Grains, Observer);
        Service = new(Grains, Book, Blobs, Identity, Budget, new SpoolFolder(new(_data.FullName)), Resumable, Faults, Time, Lifetime, NullLogger<IntakeService>.Instance);
    }

    public static RoundId Id { get; } = new(RunId.Parse("run-a"), 3);

    public static PartnerName Partner { get; } = PartnerName.Parse("hospital-1");

    public IGrainFactory Grains { get; } = Substitute.For<IGrainFactory>();

    public IRoundGrain Round { get; } = Substitute.For<IRoundGrain>();

    public IPartnerGrain PartnerGrain { get; } = Substitute.For<IPartnerGrain>();

    public IIntakeObserver Reference { get; } = Substitute.For<IIntakeObserver>();

    public IFaultPoints Faults { get; } = Substitute.For<IFaultPoints>();

    public IBlobStore Blobs { get; } = Substitute.For<IBlobStore>();

    public IHostApplicationLifetime Lifetime { get; } = Substitute.For<IHostApplicationLifetime>();

    public TimeProvider Time { get; } = new ImpatientTime();

    public FoldBook Book { get; } = new();

    public SumDesk Desk { get; } = new();

    public StagingBudget Budget { get; }

    public ResumableUploads Resumable { get; } = new(1 << 20, TimeProvider.System);

    public IntakeObserver Observer { get; }

    public IntakeIdentity Identity { get; }

    public IntakeService Service { get; }

    public static ClaimReply Accepted(ClaimUpdate claim) => new(null, Fold: true, Retry: false, Receipt(claim));

    public static string Receipt(ClaimUpdate claim)
    {
        var (partner, update, salt) = (PartnerName.Parse(claim.Partner), ContentHash.Parse(claim.UpdateHash), new byte[16]);
        var receipt = new UpdateReceipt("fed-test", Id.Run, Id.Number, partner, update, Convert.ToHexStringLower(salt),
            UpdateReceipt.Commit(update, salt, Id, partner), DateTimeOffset.UnixEpoch);
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        return SignedReceipt.Sign(receipt, new EcdsaNoteSigner("fed-test/receipt", key)).Note;
    }

    public Task<UploadOutcome> Send(byte[] bytes, PartnerName? partner = null, long? length = null, ContentHash? announced = null) =>
        Service.Accept(partner ?? Partner, Id, new(PipeReader.Create(new MemoryStream(bytes)), length, announced), CancellationToken.None);

    public Task<PartialReply> Collect(params (PartnerName Partner, byte[] Update)[] expected) => Observer.Collect(new(
        Id.Run.ToString(), Id.Number, [.. expected.Select(e => new ExpectedMember(e.Partner.ToString(), ContentHash.Of(e.Update).ToString()))]));

    public void Stop() => _stopping.Cancel();

    /// <summary>Files in the staging folder.</summary>
    public string[] Staged => Directory.GetFiles(Path.Combine(_data.FullName, "staging"));

    public void Dispose()
    {
        Resumable.Dispose();
        _stopping.Dispose();
        _data.Delete(recursive: true);
    }
}
