using Federated.Domain.Errors;
using Federated.Domain.Ledger;

namespace Federated.Domain.Tests.Ledger;

public sealed class FederationKeysTests
{
    [Fact]
    public void Parse_ItsJson_GivesTheKeys() => Assert.Equal(TestKeys.Keys, FederationKeys.Parse(TestKeys.Keys.ToJson()));

    [Fact]
    public void Parse_OneKeyForBoth_Refuses() => Refused.With(ErrorCodes.LedgerVerificationFailed,
        () => FederationKeys.Parse((TestKeys.Keys with { Receipt = TestKeys.Keys.Checkpoint }).ToJson()));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"checkpoint":1,"federation":"f","receipt":"r"}""")]
    [InlineData("""{"checkpoint":"c","federation":"\ud800","receipt":"r"}""")]
    public void Parse_NotKeys_Refuses(string json) => Refused.With(ErrorCodes.LedgerVerificationFailed, () => FederationKeys.Parse(json));
}
