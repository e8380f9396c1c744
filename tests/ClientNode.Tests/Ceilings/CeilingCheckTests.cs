using Federated.ClientNode.Ceilings;
using Federated.ClientNode.Tests.Support;
using Federated.Domain.Errors;
using Federated.Domain.Rounds;

namespace Federated.ClientNode.Tests.Ceilings;

public sealed class CeilingCheckTests
{
    private static readonly RoundId Round = new(Samples.Run, 1);

    [Fact]
    public void Check_DefaultCeilings_AllowTheSample() => CeilingCheck.Check(new(), Samples.Plan, Round);

    [Theory]
    [InlineData("run-a")]
    [InlineData("run-*")]
    [InlineData("*")]
    public void Check_AllowedRun_Passes(string pattern) => CeilingCheck.Check(new() { AllowedRuns = ["other", pattern] }, Samples.Plan, Round);

    public static TheoryData<string, PartnerCeilings> Exceeded() => new()
    {
        { "allowedModes", new() { AllowedModes = [] } },
        { "allowedModes", new() { AllowedModes = ["record-central"] } },
        { "maxRounds", new() { MaxRounds = 49 } },
        { "maxLocalEpochs", new() { MaxLocalEpochs = 0 } },
        { "allowedRuns", new() { AllowedRuns = ["run"] } },
        { "allowedRuns", new() { AllowedRuns = ["run-b*"] } },
    };

    [Theory]
    [MemberData(nameof(Exceeded))]
    public void Check_Exceeded_NamesTheCeiling(string member, PartnerCeilings ceilings)
    {
        var refused = Assert.Throws<FederatedException>(() => CeilingCheck.Check(ceilings, Samples.Plan, Round));
        Assert.Equal(ErrorCodes.CeilingExceeded, refused.Code);
        Assert.Contains($"ceilings.{member}", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(51)]
    public void Check_RoundOutsideThePlan_IsRefused(int round) =>
        Assert.Throws<FederatedException>(() => CeilingCheck.Check(new(), Samples.Plan, new(Samples.Run, round)));
}
