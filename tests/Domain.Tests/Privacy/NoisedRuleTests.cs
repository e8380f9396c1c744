using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Aggregation;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Tests.Aggregation.Robust;
using Federated.Domain.Tests.Models;
using Federated.Domain.Tests.Privacy.Noise;

namespace Federated.Domain.Tests.Privacy;

/// <summary>Median and trimmed sum of partners' sums under the coordinator's noise.</summary>
public sealed class NoisedRuleTests
{
    private const int Dimension = 10;

    [Fact]
    public void TrimmedSum_OneRecordAtOnePartner_MovesByAtMostTheSensitivityThatTheNoiseIsScaledTo() => Prop.ForAll(AnyUpdates.Shapes(least: 3), shape =>
    {
        // Partners' sums, and the sum of one of them with a record of norm C (1 - 2^-10), as the node clips it, more.
        const double Clip = 1.5;
        var format = GridSensitivity.FormatFor(Clip, 1);
        var bound = GridSensitivity.ForRecordCentral(format, shape.Dimension, Clip);
        var random = new SeededRandom((ulong)shape.Seed);
        var sums = AnyUpdates.Draw(shape.Seed, shape.Members, shape.Dimension);
        var record = Enumerable.Range(0, shape.Dimension).Select(_ => random.NextDouble() - 0.5).ToArray();
        var norm = Math.Sqrt(record.Sum(value => value * value));
        var with = sums.Select(sum => sum.ToArray()).ToArray();
        var at = random.NextInt(shape.Members);
        // Sums small enough that float32 holds them and the record well, as the mode's limit on the radius asks.
        for (var i = 0; i < shape.Dimension; i++)
        {
            foreach (var sum in sums)
                sum[i] %= 64;
            for (var k = 0; k < with.Length; k++)
                with[k][i] = sums[k][i];
            with[at][i] = (float)(sums[at][i] + (record[i] / norm * GridSensitivity.ExampleBound(Clip)));
        }

        var trim = shape.Seed % ((shape.Members + 1) / 2);
        var before = TrimmedSum.Of(AnyUpdates.Of(sums), format, trim);
        var after = TrimmedSum.Of(AnyUpdates.Of(with), format, trim);
        var squared = before.Zip(after, (a, b) => (BigInteger)(b - a) * (b - a)).Aggregate(BigInteger.Zero, (x, y) => x + y);
        return squared <= (BigInteger)bound.Units * bound.Units;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void TrimmedSum_OfUploads_IsThatOfTheIntegersThatTheExactSumTakes() => Prop.ForAll(AnyUpdates.Shapes(least: 3), shape =>
    {
        var format = new FixedPointFormat(30);
        var uploads = AnyUpdates.Draw(shape.Seed, shape.Members, shape.Dimension);
        var trim = shape.Seed % ((shape.Members + 1) / 2);
        ReadOnlyMemory<long>[] integers = [.. uploads.Select(upload => (ReadOnlyMemory<long>)upload.Select(v => format.Quantize(v, FixedPointFormat.WeightOne)).ToArray())];
        return TrimmedSum.Of(AnyUpdates.Of(uploads), format, trim).SequenceEqual(TrimmedSum.Of(integers, trim));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void TrimmedSum_OfAnUploadBeyondTheGrid_IsRefused() =>
        Refusal.Of(ErrorCodes.AggregationOverflow, () => TrimmedSum.Of(AnyUpdates.Of([[1f], [1e30f], [2f]]), new FixedPointFormat(40), 1));

    [Fact]
    public void TrimmedSum_OfAnUploadThatIsNotFinite_IsRefused() =>
        Refusal.Of(ErrorCodes.UpdateNotFinite, () => TrimmedSum.Of(AnyUpdates.Of([[1f], [float.NaN], [2f]]), new FixedPointFormat(40), 1));

    [Theory]
    [InlineData(RobustSpecification.Median, 5, 5.0)]
    [InlineData(RobustSpecification.Median, 6, 3.0)]
    [InlineData(RobustSpecification.TrimmedMeanRule, 10, 10.0 / 6)]
    public void Release_OfNothingButZeros_IsTheNoiseOfThePlanScaledAfterwards(string rule, int members, double factor)
    {
        var aggregation = Aggregation(rule);
        var noise = new long[Dimension];
        using (var stream = TestStreams.Of("rule"))
            GaussianNoise.Add(noise, aggregation.Noise!, stream);

        using var same = TestStreams.Of("rule");
        var released = NoisedRule.Release(aggregation, Zeros(members), same);

        Assert.Empty(released.Excluded);
        Assert.All(noise, value => Assert.NotEqual(0, value));
        var scale = Math.ScaleB(1, -aggregation.Format.FractionalBits) * factor / aggregation.Divisor!.Value;
        Assert.All(noise.Zip(released.Values), pair => Assert.Equal(-pair.First * scale, pair.Second, Math.Abs(pair.First * scale) * 1e-12));
    }

    [Fact]
    public void Release_Redone_GivesTheSameBitsAndWithAnotherKeyOthers()
    {
        var aggregation = Aggregation(RobustSpecification.Median);
        var uploads = AnyUpdates.Of(AnyUpdates.Draw(3, 7, Dimension));

        Assert.Equal(Release(aggregation, uploads, "key"), Release(aggregation, uploads, "key"));
        Assert.NotEqual(Release(aggregation, uploads, "key"), Release(aggregation, uploads, "another"));
    }

    [Theory]
    [InlineData(RobustSpecification.Median)]
    [InlineData(RobustSpecification.TrimmedMeanRule)]
    public void Release_WithHostilePartners_LiesBetweenHonestSumsWhateverTheySend(string rule)
    {
        // The noise is the same in both calls, so the difference to a round of zeros is what the rule made of the sums.
        var aggregation = Aggregation(rule);
        float[][] honest = [.. Enumerable.Range(0, 8).Select(k => Enumerable.Range(0, Dimension).Select(i => 100 + i + (k / 8f)).ToArray())];
        float[][] hostile = [[.. Enumerable.Repeat(4000f, Dimension)], [.. Enumerable.Repeat(-4000f, Dimension)]];

        var noised = Release(aggregation, AnyUpdates.Of([.. honest, .. hostile]), "key");
        var noise = Release(aggregation, Zeros(10), "key");

        for (var i = 0; i < Dimension; i++)
        {
            var sum = -(noised[i] - noise[i]) * aggregation.Divisor!.Value;
            Assert.InRange(sum, 10 * honest.Min(h => h[i]) * 0.999, 10 * honest.Max(h => h[i]) * 1.001);
        }
    }

    [Fact]
    public void Release_FewerMembersThanTheRuleNeeds_IsNoiseAlone()
    {
        var aggregation = Aggregation(RobustSpecification.Median);
        using var stream = TestStreams.Of("few");
        var released = NoisedRule.Release(aggregation, AnyUpdates.Of([[.. Enumerable.Repeat(1e3f, Dimension)], [.. Enumerable.Repeat(1e3f, Dimension)]]), stream);

        Assert.Equal(2, released.Excluded.Length);
        Assert.Equal(Release(aggregation, Zeros(2), "few"), released.Values);
    }

    [Fact]
    public void Mechanism_OfARule_NamesItBesideTheNoiseOfThePlainSum()
    {
        var plain = AggregationPlan.Of(PrivatePlans.RecordCentralOfTen);
        var trimmed = Aggregation(RobustSpecification.TrimmedMeanRule);

        Assert.Equal(plain.Noise, trimmed.Noise);
        Assert.Equal(plain.Mechanism + "; on the middle of the sums, trimmed-mean 0.2", trimmed.Mechanism);
    }

    [Fact]
    public void Check_PartnersOfDifferentSize_IsRefusedUnderARuleOnly()
    {
        var plan = PrivatePlans.RecordCentralOfTen;
        plan = plan with { Privacy = plan.Privacy with { PartnerExamples = plan.Privacy.PartnerExamples!.SetItem("p0", 29_999) } };
        RunPlanRules.Check(plan);

        var refusal = Assert.Throws<FederatedException>(() => RunPlanRules.Check(plan with { Aggregation = new() { Rule = RobustSpecification.Median } }));
        Assert.Equal(ErrorCodes.PlanIncompatible, refusal.Code);
        Assert.Contains("privacy.partnerExamples must be the same number for every partner", refusal.Message, StringComparison.Ordinal);
    }

    private static double[] Release(AggregationPlan aggregation, IMemberUpdates uploads, string key)
    {
        using var stream = TestStreams.Of(key);
        return NoisedRule.Release(aggregation, uploads, stream).Values;
    }

    private static MemberUpdates Zeros(int members) => AnyUpdates.Of(Enumerable.Range(0, members).Select(_ => new float[Dimension]));

    private static AggregationPlan Aggregation(string rule) => AggregationPlan.Of(PrivatePlans.RecordCentralOfTen with
    {
        Aggregation = new() { Rule = rule, Trim = rule == RobustSpecification.TrimmedMeanRule ? 0.2 : null },
    });
}
