using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Registry;
using FsCheck;
using FsCheck.Fluent;
using static Federated.Domain.Tests.Ledger.SampleLedger;
using static Federated.Domain.Tests.Registry.RegistrySamples;

namespace Federated.Domain.Tests.Registry;

public sealed class ModelRegistryTests
{
    [Fact]
    public void Models_OfALedger_AreTheInitialAndTheCommittedOnes()
    {
        Assert.Equal(new[] { M0, M1, M3 }.OrderBy(h => h.ToString()), Sample.Models.Keys.OrderBy(h => h.ToString()));
        Assert.Equal((Run, 3, M1), (Sample.Models[M3].Origin.Run, Sample.Models[M3].Origin.Round, Sample.Models[M3].Origin.Parent!.Value));
    }

    [Fact]
    public void Lineage_AcrossRuns_GoesBackToTheFirstInitialModel()
    {
        var registry = With(Continued(M1));

        Assert.Equal(
            [new(Domain.Rounds.RunId.Parse("run-b"), 0, 1, M1, Hash("n1")), new(Run, 0, 1, M0, M1)],
            registry.Lineage(Hash("n1")).ToArray());
        Assert.Equal([new LineageStep(Run, 0, 3, M0, M3)], registry.Lineage(M3).ToArray());
        Assert.Equal([new LineageStep(Run, 0, 0, M0, M0)], registry.Lineage(M0).ToArray());
        Assert.Empty(registry.Lineage(Hash("stranger")));
        Assert.Equal("next-step", registry.Models[Hash("n1")].Track);
        Assert.Equal(2, registry.Models[M1].Origins.Length);
    }

    [Fact]
    public void Lineage_RoundThatChangesNothing_Ends()
    {
        var registry = With(new RoundCommitted(At, Run, 4, Hash("seal"), M3, M3, Hash("s4")));
        Assert.Equal([new LineageStep(Run, 0, 3, M0, M3)], registry.Lineage(M3).ToArray());
    }

    [Fact]
    public void Launch_FromAModel_IsThePlansOwnKnownAndOfTheSameLayout()
    {
        Assert.Null(Sample.Refuse(Continued(M1)[0]));
        Refuses(Sample, Continued(Hash("stranger"))[0], ErrorCodes.ModelUnknown);
        Refuses(Sample, Continued(M1, declared: M0)[0], ErrorCodes.ModelUnknown);
        Refuses(Sample, Continued(M1, layout: Hash("other"))[0], ErrorCodes.TrackMismatch);
    }

    [Fact]
    public void Launch_OfAnEvaluation_NamesAKnownModelAndUploadsSumsOfAnotherLayout()
    {
        const string Evaluation = "{\"evaluation\":{\"metrics\":[\"accuracy\"]}}";
        Assert.Null(Sample.Refuse(Continued(M1, layout: Hash("sums"), query: Evaluation)[0]));
        Refuses(Sample, Continued(Hash("stranger"), layout: Hash("sums"), query: Evaluation)[0], ErrorCodes.ModelUnknown);
        Refuses(Sample, Continued(M1, declared: M0, layout: Hash("sums"), query: Evaluation)[0], ErrorCodes.ModelUnknown);
        Refuses(Sample, Continued(M1, layout: Hash("sums"), query: "{\"statistics\":[]}")[0], ErrorCodes.TrackMismatch);
    }

    [Fact]
    public void Release_WithoutAGate_IsRefused() => Refuses(With(Measured(M1, 1)), Release(M1), ErrorCodes.GateNotMet);

    [Fact]
    public void Release_GateNotMet_NamesGateGotAndWanted()
    {
        var refusal = Refuses(With(Gate(0.9), Measured(M1, 0.85)), Release(M1), ErrorCodes.GateNotMet);

        Assert.Contains("gate 'accuracy at least 0.9': got 0.85 on 'test' (100 examples), wanted accuracy at least 0.9", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(With(Gate(0.9), Measured(M1, 0.85)).Apply(Release(M1)).Track(Track).Tags);
    }

    [Fact]
    public void Release_NewestEvaluationCounts_NotTheBest()
    {
        Assert.Null(With(Gate(0.9), Measured(M1, 0.85), Measured(M1, 0.9)).Refuse(Release(M1)));
        Refuses(With(Gate(0.9), Measured(M1, 0.95), Measured(M1, 0.899999)), Release(M1), ErrorCodes.GateNotMet);
    }

    [Fact]
    public void Release_GateOnOneDataset_IgnoresOthers()
    {
        var registry = With(Gate(0.9, data: Hash("hard")), Measured(M1, 0.99, "easy"));
        Refuses(registry, Release(M1), ErrorCodes.GateNotMet);
        Assert.Null(More(registry, Measured(M1, 0.9, "hard"), Measured(M1, 0.1, "easy")).Refuse(Release(M1)));
    }

    [Theory]
    [InlineData(QualityGate.Drop, 0.02, 0.88, true)]
    [InlineData(QualityGate.Drop, 0.02, 0.879999, false)]
    [InlineData(QualityGate.Drop, 0, 0.95, true)]
    [InlineData(QualityGate.Rise, 0.02, 0.92, true)]
    [InlineData(QualityGate.Rise, 0.02, 0.920001, false)]
    [InlineData(QualityGate.Maximum, 0.9, 0.9, true)]
    [InlineData(QualityGate.Maximum, 0.9, 0.900001, false)]
    public void Release_BesideAReleasedModelAt090_IsHeldAgainstIt(string bound, double value, double got, bool released)
    {
        var registry = With(Gate(0.5), Measured(M1, 0.9), Release(M1), Gate(value, bound), Measured(M3, got));
        Assert.Equal(released, registry.Refuse(Release(M3)) is null);
    }

    [Fact]
    public void Release_ReleasedModelNotMeasuredOnTheSameData_AsksForIt()
    {
        var registry = With(Gate(0.1, QualityGate.Drop), Measured(M1, 0.9), Release(M1), Measured(M3, 0.95, "other"));
        var refusal = Refuses(registry, Release(M3), ErrorCodes.GateNotMet);
        Assert.Contains($"'fed model evaluate {M1}'", refusal.Message, StringComparison.Ordinal);
        Assert.Null(More(registry, Measured(M1, 0.9, "other")).Refuse(Release(M3)));
    }

    [Fact]
    public void Rollback_ReturnsStepByStepThroughWhatWasReleased()
    {
        var registry = With(Gate(0), Measured(M0, 1), Measured(M1, 1), Measured(M3, 1), Release(M0), Release(M1), RolledBack(M1, M0), Release(M3));
        Assert.Equal((M3, 1), (registry.Track(Track).Released!.Value, registry.Track(Track).Earlier.Length));

        Refuses(registry, RolledBack(M3, M1), ErrorCodes.TagRefused);
        Refuses(registry, RolledBack(M1, M0), ErrorCodes.TagRefused);
        registry = More(registry, RolledBack(M3, M0));

        Assert.Equal(M0, registry.Track(Track).Released);
        Refuses(registry, RolledBack(M0, M0), ErrorCodes.TagRefused);
        Assert.Equal(6, registry.Track(Track).History.Length);
    }

    [Fact]
    public void Untag_Released_WithdrawsItAndKeepsWhatWasBefore()
    {
        var registry = With(Gate(0), Measured(M0, 1), Measured(M1, 1), Measured(M3, 1), Release(M0), Release(M1), new ModelUntagged(At, Track, "released", M1, "anna", "recalled"));
        Assert.Null(registry.Track(Track).Released);
        Refuses(registry, RolledBack(M1, M0), ErrorCodes.TagRefused);
        Refuses(registry, new ModelUntagged(At, Track, "released", M1, "anna", "again"), ErrorCodes.TagRefused);
        Assert.Equal(M0, More(registry, Release(M3), RolledBack(M3, M0)).Track(Track).Released);
    }

    [Fact]
    public void Tag_UnknownModelOtherLayoutOrStanding_IsRefused()
    {
        Refuses(Sample, Tagged(Hash("stranger")), ErrorCodes.ModelUnknown);
        Refuses(Sample, Measured(Hash("stranger"), 1), ErrorCodes.ModelUnknown);
        Refuses(With(Tagged(M1)), Tagged(M1), ErrorCodes.TagRefused);
        var other = new RunLaunched(At, Domain.Rounds.RunId.Parse("run-c"), "{}", Hash("{}"), "none", 1, [North], Hash("c0"), Hash("other layout"), 0);
        Refuses(With(Tagged(M1), other), Tagged(Hash("c0")), ErrorCodes.TrackMismatch);
        Assert.Null(With(Tagged(M1), other).Refuse(Tagged(Hash("c0"), track: "elsewhere")));
    }

    [Fact]
    public void Gates_SetAgainAndWithdrawn_TheNewestStands()
    {
        var registry = With(Gate(0.9), Gate(0.8), Gate(2, QualityGate.Maximum, "loss"));
        Assert.Equal(["accuracy at least 0.8", "loss at most 2"], registry.Track(Track).Gates.Select(g => g.Text));
        var withdrawn = new GateWithdrawn(At, Track, "loss", QualityGate.Maximum, "anna", "r");
        registry = More(registry, withdrawn);
        Assert.Single(registry.Track(Track).Gates);
        Refuses(registry, withdrawn, ErrorCodes.TrackUnknown);
    }

    [Fact]
    public void Apply_AnyOrderOfEntries_KeepsTheRules() =>
        Prop.ForAll(AnyHistory, entries =>
        {
            var registry = Sample;
            foreach (var entry in entries)
            {
                var refused = registry.Refuse(entry) is not null;
                var next = registry.Apply(entry);
                if (refused != ReferenceEquals(next, registry))
                    return false;
                registry = next;
                foreach (var track in registry.Tracks.Values)
                {
                    if (track.Tags.Values.Concat(track.Earlier).Any(m => registry.Models[m].Layout != track.Layout))
                        return false;
                }

                // Gates are not changed by a release, so those after it are those it passed.
                if (!refused && entry is ModelTagged { Tag: RegistryNames.Released } release
                    && (registry.Track(release.Track).Gates.IsEmpty || registry.Models[release.Model].Evaluations.IsEmpty))
                    return false;
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Resolve_HashPrefixOrTag_FindsTheOne()
    {
        var registry = With(Tagged(M1), Tagged(M3, track: "second"), Gate(0), Measured(M3, 1), Release(M3));
        Assert.Equal(M1, ModelReference.Resolve(registry, M1.ToString()).Model);
        Assert.Equal(M1, ModelReference.Resolve(registry, M1.ToString()[..10].ToUpperInvariant()).Model);
        Assert.Equal(M3, ModelReference.Resolve(registry, "released").Model);
        Assert.Equal(M3, ModelReference.Resolve(registry, "candidate", "second").Model);
        Ledger.Refused.With(ErrorCodes.ModelAmbiguous, () => ModelReference.Resolve(registry, "candidate"));
        foreach (var none in new[] { "abc", "0000000000", Hash("stranger").ToString(), "champion", "No Name", "" })
            Ledger.Refused.With(ErrorCodes.ModelUnknown, () => ModelReference.Resolve(registry, none));
        Ledger.Refused.With(ErrorCodes.ModelUnknown, () => ModelReference.Resolve(registry, "released", "second"));
    }

    [Fact]
    public void Resolve_PrefixOfTwo_IsAmbiguous()
    {
        // Two of many hashes share four digits by the pigeonhole principle of a small search.
        var models = Enumerable.Range(0, 2000).Select(i => Hash($"x{i}")).ToArray();
        var twins = models.GroupBy(m => m.ToString()[..ModelReference.ShortestPrefix]).First(g => g.Count() > 1);
        var registry = models.Select((m, i) => (LedgerEntry)new RoundCommitted(At, Run, i + 4, Hash("s"), M3, m, Hash("t"))).Aggregate(Sample, (r, e) => r.Apply(e));

        var refusal = Ledger.Refused.With(ErrorCodes.ModelAmbiguous, () => ModelReference.Resolve(registry, twins.Key));

        Assert.Contains(twins.First().ToString(), refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Chest X-ray 2026!", "chest-x-ray-2026")]
    [InlineData("wdbc", "wdbc")]
    [InlineData("7 layers", "model-7-layers")]
    [InlineData("***", "model")]
    [InlineData(null, "model")]
    public void TrackOf_PlanName_IsAName(string? plan, string track)
    {
        Assert.Equal(track, RegistryNames.TrackOf(plan));
        Assert.True(RegistryNames.IsValid(track));
    }

    [Fact]
    public void TrackOf_AnyText_IsAName() =>
        Prop.ForAll<string?>(text => RegistryNames.IsValid(RegistryNames.TrackOf(text))).QuickCheckThrowOnFailure();

    private static readonly Arbitrary<LedgerEntry[]> AnyHistory = Gen.OneOf(
        from model in Gen.Elements(M0, M1, M3, Hash("c0"), Hash("stranger")) from accuracy in Gen.Choose(0, 10) select (LedgerEntry)Measured(model, accuracy / 10.0),
        from model in Gen.Elements(M0, M1, M3, Hash("c0")) from tag in Gen.Elements("candidate", "released", "champion") from track in Gen.Elements(Track, "second")
        select (LedgerEntry)Tagged(model, tag, track),
        from value in Gen.Choose(0, 10) from bound in Gen.Elements(QualityGate.Bounds.ToArray()) from track in Gen.Elements(Track, "second")
        select (LedgerEntry)Gate(value / 10.0, bound, track: track),
        from model in Gen.Elements(M0, M1, M3) from tag in Gen.Elements("candidate", "released") select (LedgerEntry)new ModelUntagged(At, Track, tag, model, "anna", "r"),
        from one in Gen.Elements(M0, M1, M3) from other in Gen.Elements(M0, M1, M3) select (LedgerEntry)RolledBack(one, other),
        Gen.Constant((LedgerEntry)new RunLaunched(At, Domain.Rounds.RunId.Parse("run-c"), "{}", Hash("{}"), "none", 1, [North], Hash("c0"), Hash("other layout"), 0)))
        .ListOf().Select(list => list.ToArray()).ToArbitrary();

    private static RegistryRefusal Refuses(ModelRegistry registry, LedgerEntry entry, ErrorCode code)
    {
        var refusal = registry.Refuse(entry);
        Assert.NotNull(refusal);
        Assert.Equal(code, refusal.Code);
        return refusal;
    }
}
