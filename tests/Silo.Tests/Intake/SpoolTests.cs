using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans.Kinds;
using Federated.Domain.Updates;
using Federated.Grains.Abstractions.Round;
using Federated.Grains.Ports;
using Federated.Silo.Intake;
using Federated.Silo.Storage;
using NSubstitute;

namespace Federated.Silo.Tests.Intake;

public sealed class SpoolTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("federated-spool-");
    private readonly IntakeHarness _intake = new(maxStagedBytes: 1 << 25);

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _intake.Dispose();
    }

    [Fact]
    public void SpoolFile_GivesBackWhatItTook_AndLeavesNothing()
    {
        var path = Path.Combine(_folder.FullName, "one");
        float[] values = [1, -2, float.Epsilon, 4, 5];
        var read = new float[3];
        using (var file = new SpoolFile(path, sizeof(float) * values.Length))
        {
            file.Append(values.AsSpan(0, 2));
            file.Append(values.AsSpan(2));
            file.Read(1, read);
            Assert.True(File.Exists(path));
        }

        Assert.Equal(values[1..4], read);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void SpoolFile_EndsTooEarly_IsCorrupt()
    {
        using var file = new SpoolFile(Path.Combine(_folder.FullName, "short"), 0);
        file.Append([1, 2]);

        var refusal = Assert.Throws<FederatedException>(() => file.Read(1, new float[2]));
        Assert.Equal(ErrorCodes.StorageCorrupt, refusal.Code);
    }

    [Fact]
    public void SpoolFile_DiskHasNoRoom_IsUnavailableAndLeavesNothing()
    {
        var refusal = Assert.Throws<FederatedException>(() => new SpoolFile(Path.Combine(_folder.FullName, "huge"), 1L << 52));

        Assert.Equal(ErrorCodes.StorageUnavailable, refusal.Code);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void SpoolFolder_AtTheStart_RemovesWhatADeadProcessLeft()
    {
        var paths = new SiloPaths(_folder.FullName).CreateDirectories();
        File.WriteAllText(Path.Combine(paths.Staging, "7.spool"), "left");

        _ = new SpoolFolder(paths);

        Assert.Empty(Directory.GetFiles(paths.Staging));
    }

    [Fact]
    public async Task Accept_LargeUpdate_IsStagedInAFileUntilItIsFolded()
    {
        var update = LargeUpdate();
        string[] during = [];
        _intake.Faults.When(f => f.Reach(FaultPoint.Claimed, IntakeHarness.Id)).Do(_ => during = _intake.Staged);

        var outcome = await _intake.Send(update);

        Assert.Equal(ContentHash.Of(update), outcome.Receipt.Receipt.UpdateHash);
        Assert.Single(during);
        Assert.Empty(_intake.Staged);
        var sum = _intake.Book.Find(IntakeHarness.Id)!.Collect(new Dictionary<Domain.Agreements.PartnerName, ContentHash> { [IntakeHarness.Partner] = ContentHash.Of(update) }, out _);
        Assert.All(PartialSum.Of(sum!.Value.Sum!.Sum).Sums.ToArray(), s => Assert.Equal(1L << 35, s));
    }

    [Fact]
    public async Task Accept_LargeUpdateThatIsRefused_LeavesNoFile()
    {
        var update = LargeUpdate();
        update[^1] = 0x7f; // The last coordinate is beyond the bound.

        var refusal = await Assert.ThrowsAsync<FederatedException>(() => _intake.Send(update));

        Assert.Equal(ErrorCodes.UpdateOutOfBound, refusal.Code);
        Assert.Empty(_intake.Staged);
        await _intake.Round.DidNotReceive().Claim(Arg.Any<ClaimUpdate>(), Arg.Any<IIntakeObserver>());
    }

    /// <summary>A run of 2,100,000 parameters, and its update, all 0.5.</summary>
    private byte[] LargeUpdate()
    {
        var plan = TestRun.Plan(cohort: 10) with { Model = new() { Kind = ModelKinds.Logistic, Inputs = 209_999, Outputs = 10 } };
        var layout = plan.Model.ToSpecification().Layout;
        _intake.Round.Ticket(Arg.Any<string>()).Returns(new IntakeTicket(Exists: true, InCohort: true, Open: true, TestRun.Json(plan), new(null, null)));
        var delta = new float[layout.ParameterCount];
        Array.Fill(delta, 0.5f);
        return UpdateFile.Write(new(IntakeHarness.Id.Run, IntakeHarness.Id.Number, layout.Hash, UpdateFile.Float32Codec, FixedPointFormat.WeightOne), layout, delta);
    }
}
