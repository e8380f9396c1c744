using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Accounting;

namespace Federated.Domain.Tests.Privacy;

public sealed class PrivacyScheduleOrdersTests
{
    [Fact]
    public void Report_SampledNoiseOnAGrid_UsesWholeOrdersAlone()
    {
        var plan = PrivatePlans.RecordLocal with { Privacy = PrivatePlans.RecordLocal.Privacy with { NoiseMultiplier = 0.8 } };
        var report = PrivacySchedule.Report(plan, plan.Rounds)!;
        var free = PrivacyAccountant.Report(PrivacySchedule.Events(plan, plan.Rounds), plan.Privacy.Delta!.Value);

        Assert.False(double.IsInteger(free.RdpOrder), "the example would not show the difference");
        Assert.True(double.IsInteger(report.RdpOrder));
        Assert.True(report.RdpEpsilon >= free.RdpEpsilon);
    }

    [Fact]
    public void Orders_WithoutSampling_AreAll() =>
        Assert.Equal(RdpAccountant.DefaultOrders, PrivacySchedule.Orders(PrivacySchedule.Events(PrivatePlans.PartnerCentral, 3)));
}
