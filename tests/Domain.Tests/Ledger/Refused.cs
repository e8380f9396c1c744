using Federated.Domain.Errors;

namespace Federated.Domain.Tests.Ledger;

internal static class Refused
{
    public static FederatedException With(ErrorCode code, Action action)
    {
        var refusal = Assert.Throws<FederatedException>(action);
        Assert.Equal(code, refusal.Code);
        Assert.Contains("wanted", refusal.Message, StringComparison.Ordinal);
        return refusal;
    }
}
