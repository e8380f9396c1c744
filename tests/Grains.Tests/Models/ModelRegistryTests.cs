using System.Collections.Immutable;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Registry;
using Federated.Grains.Abstractions;
using Federated.Grains.Models;

namespace Federated.Grains.Tests.Models;

public sealed class ModelRegistryTests(TestSilo silo) : IClassFixture<TestSilo>
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch;

    [Fact]
    public async Task Register_ReleaseWithoutGate_IsRefusedAndAppendsNothing()
    {
        var model = await Initial("ungated", seed: 1);
        var before = (await silo.LedgerStore.ReadHead()).Size;

        var failure = await Register(new ModelTagged(At, "ungated", RegistryNames.Released, model, "anna", "r"));

        Assert.Equal(ErrorCodes.GateNotMet.Number, failure!.Code);
        Assert.Equal(before, (await silo.LedgerStore.ReadHead()).Size);
    }

    [Fact]
    public async Task Register_ManyAtOnce_LeavesALedgerThatFoldsWithoutRefusals()
    {
        var models = new[] { await Initial("busy", seed: 2), await Initial("busy", seed: 3) };
        await Register(new GateAgreed(At, "busy", new("accuracy", QualityGate.Minimum, 0, null), "anna", "r"));
        foreach (var model in models)
            Assert.Null(await Register(Measured(model, 1)));

        // Each pair of equal releases can be right once only, whatever the order.
        var failures = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Register(new ModelTagged(At, "busy", RegistryNames.Released, models[i / 2 % 2], "anna", $"{i}"))));

        var registry = ModelRegistry.Empty;
        var taken = 0;
        foreach (var stored in await silo.LedgerStore.Page(0, 100_000))
        {
            var entry = stored.Decode();
            if (ModelRegistry.Concerns(entry))
                Assert.Null(registry.Refuse(entry));
            taken += entry is ModelTagged { Track: "busy" } ? 1 : 0;
            registry = registry.Apply(entry);
        }

        Assert.Equal(failures.Count(f => f is null), taken);
        Assert.All(failures, f => Assert.True(f is null || f.Code == ErrorCodes.TagRefused.Number));
        Assert.Equal(taken - 1, registry.Track("busy").Earlier.Length);
        Assert.Equal(registry.Track("busy").Released, (await new ModelBook(silo.LedgerStore).Read()).Registry.Track("busy").Released);
    }

    [Fact]
    public async Task Append_RegistryEntry_IsRefused()
    {
        var model = await Initial("side-door", seed: 4);
        var reply = await silo.Ledger.Append([LedgerCodec.Encode(new ModelTagged(At, "side-door", "released", model, "anna", "r"))]);
        Assert.Equal(ErrorCodes.LedgerCorrupt.Number, reply.Failure!.Code);
    }

    [Fact]
    public async Task Register_AnotherEntry_IsRefused() =>
        Assert.Equal(ErrorCodes.LedgerCorrupt.Number, (await Register(new UpdateLate(At, Domain.Rounds.RunId.Parse("a-run"), 1, Domain.Agreements.PartnerName.Parse("north"))))!.Code);

    [Fact]
    public async Task Launch_FromAModelOfTheRegistry_StartsThereAndKeepsTheLineage()
    {
        var model = await Initial("first-step", seed: 5);
        var plan = Plan("second-step", seed: 99);
        plan = plan with { Model = plan.Model with { Initial = model } };

        var reply = await silo.Launch(plan, "second-step");

        Assert.Null(reply.Failure);
        Assert.Equal(model.ToString(), reply.InitialModel);
        Assert.Equal(model.ToString(), (await silo.Round("second-step", 1).AssignmentFor("registrar"))!.BaseModel);
        var lineage = (await new ModelBook(silo.LedgerStore).Read()).Registry.Models[model].Origins;
        Assert.Equal(["first-step", "second-step"], lineage.Select(o => o.Run.ToString()));
    }

    [Fact]
    public async Task Launch_FromAnUnknownModelOrAnotherLayout_IsRefusedAndLaunchesNothing()
    {
        var model = await Initial("narrow", seed: 6);
        var plan = Plan("wide", seed: 1);

        var unknown = await silo.Launch(plan with { Model = plan.Model with { Initial = ContentHash.Of("no such"u8) } }, "from-nowhere");
        var wider = await silo.Launch(plan with { Model = plan.Model with { Inputs = 4, Initial = model } }, "wider");

        Assert.Equal(ErrorCodes.ModelUnknown.Number, unknown.Failure!.Code);
        Assert.Equal(ErrorCodes.TrackMismatch.Number, wider.Failure!.Code);
        Assert.Empty(await silo.Entries("from-nowhere"));
        Assert.Empty(await silo.Entries("wider"));
    }

    private async Task<ContentHash> Initial(string name, ulong seed)
    {
        if ((await silo.Federation.Partners()).IsEmpty)
            await silo.Enrol("registrar");
        var run = (await silo.Federation.Runs()).Any(r => r.Run == name) ? $"{name}-{seed}" : name;
        var reply = await silo.Launch(Plan(name, seed), run);
        Assert.Null(reply.Failure);
        return ContentHash.Parse(reply.InitialModel);
    }

    private async Task<Failure?> Register(LedgerEntry entry) => (await silo.Ledger.Register(LedgerCodec.Encode(entry))).Failure;

    private static RunPlan Plan(string name, ulong seed)
    {
        var tiny = TinyPlan.Of(cohort: 1);
        return tiny with { Name = name, Model = tiny.Model with { Kind = "mlp", Hidden = [2], Seed = seed } };
    }

    private static ModelEvaluated Measured(ContentHash model, double accuracy) => new(
        At, model, "test", ContentHash.Of("test"u8), 10, ImmutableSortedDictionary<string, long>.Empty.Add("accuracy", FixedPoint.Micro(accuracy)), "anna");
}
