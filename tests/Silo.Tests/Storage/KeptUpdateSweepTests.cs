using System.Text;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Silo.Storage;
using Federated.Silo.Tests.Intake;
using Microsoft.Extensions.Logging.Abstractions;

namespace Federated.Silo.Tests.Storage;

public sealed class KeptUpdateSweepTests : IDisposable
{
    private static readonly RunId Run = RunId.Parse("run-1");
    private static readonly PartnerName North = PartnerName.Parse("north");
    private static readonly PartnerName South = PartnerName.Parse("south");
    private static readonly RunPlan Plan = TestRun.Plan(cohort: 3) with { Aggregation = new() { Rule = RobustSpecification.Median } };

    private readonly TemporarySilo _silo = new();
    private readonly SqliteLedgerStore _ledger;
    private readonly FileBlobStore _blobs;

    public KeptUpdateSweepTests()
    {
        _ledger = _silo.OpenLedger();
        _blobs = new(_silo.Paths, TimeProvider.System);
    }

    public void Dispose()
    {
        _ledger.Dispose();
        _silo.Dispose();
    }

    [Fact]
    public async Task Sweep_RemovesWhatClosedRoundsLeftAndNothingElse()
    {
        await _ledger.Append(new([Launched(Run)]));
        var (first, second) = (await Keep(1, North), await Keep(1, South));
        var other = await _blobs.Put(new byte[KeptUpdate.Size(Plan.UploadLayout.ParameterCount)]);
        Assert.Empty(await Sweep());

        await _ledger.Append(new([LedgerSamples.Committed(new(Run, 1), "model")]));
        var underWay = await Keep(2, North);

        Assert.Equal(Sorted(first, second), Sorted([.. await Sweep()]));
        Assert.Null(_blobs.OpenRead(first));
        Assert.Equal(Sorted(other, underWay), Sorted([.. _blobs.List().Select(blob => blob.Hash)]));
        Assert.Empty(await Sweep());
    }

    [Fact]
    public async Task Sweep_OfARunThatEnded_TakesTheRoundUnderWayToo()
    {
        await _ledger.Append(new([Launched(Run)]));
        var underWay = await Keep(1, North);
        await _ledger.Append(new([new RunFinished(LedgerSamples.At, Run, RunFinished.Stopped, LedgerSamples.Hash("initial"))]));

        Assert.Equal(underWay, Assert.Single(await Sweep()));
    }

    private Task<System.Collections.Immutable.ImmutableArray<ContentHash>> Sweep() =>
        new KeptUpdateSweep(_ledger, _blobs, _blobs, TimeProvider.System, NullLogger<KeptUpdateSweep>.Instance).Sweep();

    private Task<ContentHash> Keep(int round, PartnerName partner) =>
        _blobs.Put((byte[])[.. KeptUpdate.Header(new(Run, round), partner), .. new byte[sizeof(float) * Plan.UploadLayout.ParameterCount]]);

    private static string[] Sorted(params ContentHash[] hashes) => [.. hashes.Select(hash => hash.ToString()).Order(StringComparer.Ordinal)];

    private static RunLaunched Launched(RunId run) => LedgerSamples.Launched(run.ToString(), "initial") with
    {
        Plan = Encoding.UTF8.GetString(RunPlanFile.Canonical(Plan)), PlanHash = RunPlanFile.Hash(Plan), Partners = [North, South],
    };
}
