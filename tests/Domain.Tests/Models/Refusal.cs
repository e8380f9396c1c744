using Federated.Domain.Errors;

namespace Federated.Domain.Tests.Models;

/// <summary>Asserts that an action is refused with one code and a message that says what was wanted.</summary>
internal static class Refusal
{
    internal static FederatedException Of(ErrorCode code, Action action)
    {
        var exception = Assert.Throws<FederatedException>(action);
        Assert.Equal(code, exception.Code);
        Assert.Contains("Got", exception.Message, StringComparison.Ordinal);
        return exception;
    }

    internal static FederatedException Of(ErrorCode code, Func<object?> action) => Of(code, () => { action(); });
}
