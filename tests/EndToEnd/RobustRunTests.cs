using System.Collections.Immutable;
using System.Text;
using Federated.Domain.Aggregation;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;
using Federated.Domain.Updates;
using Federated.EndToEnd.Processes;
using Federated.Protocol;
using Federated.Protocol.Runs;

namespace Federated.EndToEnd;

/// <summary>
/// Five partners of which one is hostile, with a real silo process: the model is the one of the coordinate medians, to the bit, also
/// when the silo is killed before the seal, or between the seal and the model.
/// </summary>
public sealed class RobustRunTests : IAsyncLifetime
{
    private const int Members = 5;
    private const int Hostile = 3;

    private static readonly RunPlan Plan = Plans.Tiny(cohort: Members, deadlineSeconds: 300) with
    {
        Name = "robust",
        Aggregation = new() { Rule = RobustSpecification.Median },
        CoordinateBound = 1e6,
    };

    private readonly List<RawPartner> _partners = [];
    private TestFederation _silo = null!;

    public async Task InitializeAsync()
    {
        _silo = await TestFederation.Start();
        for (var i = 0; i < Members; i++)
            _partners.Add(await RawPartner.Enrol(_silo, $"hospital-{i}"));
    }

    public async Task DisposeAsync()
    {
        _partners.ForEach(partner => partner.Dispose());
        await _silo.DisposeAsync();
    }

    [Theory]
    [InlineData("Folded:1")]
    [InlineData("Reserved:1")]
    [InlineData("Computed:1")]
    public async Task Median_OneMemberHostile_IsThatOfTheUpdatesAlsoWhenTheSiloIsKilled(string point)
    {
        var undisturbed = new RoundId((await _silo.Launch(Plan)).Run, 1);
        foreach (var partner in _partners)
            await partner.NextAssignment();
        for (var i = 0; i < Members; i++)
            await _partners[i].Send(undisturbed, Update(undisturbed, i));
        var model = await Completed(undisturbed.Run);

        Assert.Equal(Medians(), ModelFile.Read(await _silo.Console.GetByteArrayAsync(Routes.Model(model)), Layout));

        await _silo.StopSilo();
        await _silo.StartSilo(killAt: point);
        var killed = new RoundId((await _silo.Launch(Plan)).Run, 1);
        foreach (var partner in _partners)
            await partner.NextAssignment();
        await SendUntilKilled(killed);
        await _silo.Silo.Exit(TimeSpan.FromSeconds(120));
        await _silo.StartSilo();
        for (var i = 0; i < Members; i++)
        {
            var assignment = await _partners[i].NextAssignment();
            Assert.True(assignment.Resend || point == "Folded:1");
            await _partners[i].Send(killed, Update(killed, i));
        }

        Assert.Equal(model, await Completed(killed.Run));
        Assert.Single((await _silo.Ledger()).OfType<RoundSealed>(), s => s.Run == killed.Run);
        await Eventually.True(() => Task.FromResult(!KeptUpdates().Any()), () => "the members' updates leave the blob store with their round");
    }

    [Fact]
    public async Task Median_SiloKilledRightAfterTheCommit_KeepsNoUpdateOnceItIsBack()
    {
        await _silo.StopSilo();
        await _silo.StartSilo(killAt: "Committed:1");
        var round = new RoundId((await _silo.Launch(Plan)).Run, 1);
        foreach (var partner in _partners)
            await partner.NextAssignment();
        await SendUntilKilled(round);
        await _silo.Silo.Exit(TimeSpan.FromSeconds(120));
        Assert.Equal(Members, KeptUpdates().Count());

        await _silo.StartSilo();

        await Completed(round.Run);
        await Eventually.True(() => Task.FromResult(!KeptUpdates().Any()), () => "the silo removes at its start what the killed one had kept");
    }

    [Fact]
    public async Task NoisedMedian_SiloKilledBeforeTheCommit_IsNearTheHonestSumsAndTheSameBitsWhenRedone()
    {
        await _silo.StopSilo();
        await _silo.StartSilo(killAt: "Computed:1");
        var plan = Private;
        var round = new RoundId((await _silo.Launch(plan)).Run, 1);
        foreach (var partner in _partners)
            await partner.NextAssignment();
        await SendUntilKilled(round, Sum);
        await _silo.Silo.Exit(TimeSpan.FromSeconds(120));
        await _silo.StartSilo();
        for (var i = 0; i < Members; i++)
        {
            Assert.True((await _partners[i].NextAssignment()).Resend);
            await _partners[i].Send(round, Update(round, Sum(i)));
        }

        var model = ModelFile.Read(await _silo.Console.GetByteArrayAsync(Routes.Model(await Completed(round.Run))), Layout);

        // Seven standard deviations of the noise of a median of five: false alarms below 1e-10.
        var aggregation = AggregationPlan.Of(plan);
        var room = 7 * Members * aggregation.Noise!.Sigma;
        var sums = plan.Model.ToSpecification().InitialParameters(plan.Model.Seed).Zip(model, (before, after) => ((double)before - after) / 100 * aggregation.Divisor!.Value);
        Assert.All(sums, sum => Assert.InRange(sum, (Members * 300) - room, (Members * 305) + room));
        // The killed silo had stored its model. Another one in its place would have left it unnamed.
        await Eventually.True(() => Task.FromResult(!KeptUpdates().Any()), () => "the members' updates leave the blob store with their round");
        var named = string.Concat((await _silo.Ledger()).Where(entry => entry.RunOrNull == round.Run).Select(entry => Encoding.UTF8.GetString(LedgerCodec.Encode(entry))));
        Assert.All(Directory.EnumerateFiles(Path.Combine(_silo.SiloData, "blobs"), "*", SearchOption.AllDirectories), file => Assert.Contains(Path.GetFileName(file), named, StringComparison.Ordinal));
    }

    private static RunPlan Private => Plan with
    {
        Strategy = new() { Kind = "server-sgd", LearningRate = 100 },
        Training = new() { LocalEpochs = 1 },
        Privacy = new()
        {
            Mode = PrivacyPlan.RecordCentral, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 1, SamplingRate = 1, Projection = 0.008,
            PartnerExamples = Enumerable.Range(0, Members).ToImmutableSortedDictionary(i => $"hospital-{i}", _ => 500_000L),
        },
    };

    /// <summary>A partner's sum of clipped gradients; the hostile one's is as long as its radius of 4,000 lets it be.</summary>
    private static float[] Sum(int member) =>
        [.. Enumerable.Repeat(member == Hostile ? -3999 / MathF.Sqrt(Layout.ParameterCount) : 300 + member, Layout.ParameterCount)];

    private static ParameterLayout Layout => Plan.Model.ToSpecification().Layout;

    private static float[] Values(int member) => member == Hostile
        ? [.. Enumerable.Range(0, Layout.ParameterCount).Select(i => i % 2 == 0 ? 1e6f : -1e6f)]
        : [.. Enumerable.Range(0, Layout.ParameterCount).Select(i => (((member * 7) + (i * 3)) % 11) / 16f)];

    private static byte[] Update(RoundId round, int member) => Update(round, Values(member));

    private static byte[] Update(RoundId round, float[] values) =>
        UpdateFile.Write(new(round.Run, round.Number, Layout.Hash, UpdateFile.Float32Codec, FixedPointFormat.WeightOne), Layout, values);

    /// <summary>The third of five values, coordinate by coordinate, added to the initial model.</summary>
    private static float[] Medians()
    {
        float[][] all = [.. Enumerable.Range(0, Members).Select(Values)];
        var initial = Plan.Model.ToSpecification().InitialParameters(Plan.Model.Seed);
        return [.. initial.Select((p, i) => (float)(p + (double)all.Select(values => values[i]).Order().ElementAt(Members / 2)))];
    }

    private Task SendUntilKilled(RoundId round) => SendUntilKilled(round, Values);

    private async Task SendUntilKilled(RoundId round, Func<int, float[]> values)
    {
        try
        {
            for (var i = 0; i < Members; i++)
                await _partners[i].Send(round, Update(round, values(i)));
        }
        catch (HttpRequestException)
        {
            // The silo was killed before its answer was out.
        }
    }

    private async Task<ContentHash> Completed(RunId run)
    {
        var ended = await _silo.Ended(run);
        Assert.True(ended.Outcome == RunOutcome.Completed, $"{run} is {ended.Outcome}. The silo printed:\n{_silo.Silo.Output}");
        var verdict = await _silo.Verify();
        Assert.True(verdict.Valid, verdict.FirstProblem);
        return ended.Model;
    }

    private IEnumerable<string> KeptUpdates() => Directory.EnumerateFiles(Path.Combine(_silo.SiloData, "blobs"), "*", SearchOption.AllDirectories)
        .Where(file => File.ReadAllBytes(file).AsSpan().StartsWith("FEDMEM01"u8));
}
