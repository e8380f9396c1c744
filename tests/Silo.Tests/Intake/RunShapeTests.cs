using Federated.Domain.Aggregation;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Rounds;
using Federated.Domain.Updates;
using Federated.Silo.Intake;

namespace Federated.Silo.Tests.Intake;

public sealed class RunShapeTests
{
    private static readonly RoundId Round = new(RunId.Parse("run-a"), 1);

    private static readonly RunPlan Plan = TestRun.Plan(cohort: 5) with
    {
        Privacy = new()
        {
            Mode = PrivacyPlan.PartnerCentral, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 1, AcceptUseless = true, AdaptiveClip = new() { CountDeviation = 1 },
        },
    };

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1.5, 1, -1)]
    [InlineData(1.5, 2, 1)]
    [InlineData(0, 0.5, 1)]
    [InlineData(30, 2, -1)]
    public void ToFold_ClipNormOfTheRound_ClipsAndVotes(double norm, double clip, int vote)
    {
        var shape = RunShape.Of(TestRun.Json(Plan)).With(new(clip, 1));
        var values = new float[TestRun.Layout.ParameterCount];
        values[3] = (float)norm;

        var (folded, votes) = shape.ToFold(Staged(shape, values));

        Assert.Equal(vote, votes);
        Assert.Equal(Math.Min(norm, clip), Clipping.Norm(folded.Span), 1e-6 * clip);
        Assert.True(Clipping.Norm(folded.Span) <= clip);
        Assert.True(new GridSensitivity(shape.Format, shape.Aggregation.Noise!.SensitivityUnits).Admits(folded.Span, FixedPointFormat.WeightOne));
    }

    [Fact]
    public void ToFold_FixedClip_DoesNotVote()
    {
        var plan = Plan with { Privacy = Plan.Privacy with { AdaptiveClip = null } };
        var shape = RunShape.Of(TestRun.Json(plan));
        Assert.Equal(0, shape.ToFold(Staged(shape, TestRun.Values())).Vote);
        Assert.Same(shape, shape.With(RoundTerms.Of(plan)));
    }

    private static StagedUpdate Staged(RunShape shape, float[] values)
    {
        using var stage = new UpdateStage(shape.Expect(Round));
        stage.Append(TestRun.Update(Round, values));
        return stage.Complete();
    }
}
