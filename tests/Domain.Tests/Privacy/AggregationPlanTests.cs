using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Privacy;

namespace Federated.Domain.Tests.Privacy;

public sealed class AggregationPlanTests
{
    [Fact]
    public void Of_RecordCentral_HasTheGridTheDivisorAndTheNoiseOfTheSpecification()
    {
        var aggregation = AggregationPlan.Of(PrivatePlans.RecordCentral);

        // F = 30 - floor(log2(z C)) = 30; Delta = ceil(C 2^30) + ceil(sqrt 10); sigma = ceil(z Delta); L = q sum N.
        Assert.Equal(30, aggregation.Format.FractionalBits);
        Assert.Equal((1L << 30) + 4, aggregation.Noise!.SensitivityUnits);
        Assert.Equal((long)Math.Ceiling(1.7 * ((1L << 30) + 4)), aggregation.Noise.SigmaUnits);
        Assert.Equal(4000, aggregation.Divisor!.Value, 6);
        Assert.True(aggregation.Descends);
        Assert.True(aggregation.AlwaysReleases);
    }

    [Fact]
    public void LargestNorm_RecordCentral_IsKappaQNC()
    {
        Assert.Equal(0.15 * (1.0 / 15) * 30_000, AggregationPlan.LargestNorm(PrivatePlans.RecordCentral, PartnerName.Parse("ann"))!.Value, 9);
        Assert.Null(AggregationPlan.LargestNorm(PrivatePlans.PartnerCentral, PartnerName.Parse("ann")));
    }

    [Fact]
    public void LargestNorm_OfAPartnerThatThePlanDoesNotName_IsRefused()
    {
        var refusal = Assert.Throws<FederatedException>(() => AggregationPlan.LargestNorm(PrivatePlans.RecordCentral, PartnerName.Parse("eve")));

        Assert.Equal(ErrorCodes.PlanDoesNotFit, refusal.Code);
    }

    [Fact]
    public void Of_PartnerCentral_DividesByTheCohortWhoeverCame() =>
        Assert.Equal(40, AggregationPlan.Of(PrivatePlans.PartnerCentral).Divisor);

    [Fact]
    public void Of_RecordLocal_AddsNoNoiseAtTheCoordinator()
    {
        var aggregation = AggregationPlan.Of(PrivatePlans.RecordLocal);

        Assert.Null(aggregation.Noise);
        Assert.Null(aggregation.Divisor);
        Assert.Equal("record-local: discrete gaussian at the partners", aggregation.Mechanism);
    }
}
