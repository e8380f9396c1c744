using Federated.Domain.Errors;

namespace Federated.Training.Data;

/// <summary>How many shares a data set can be split into.</summary>
internal static class ShareCounts
{
    /// <summary>Returns when every share can have an example.</summary>
    /// <exception cref="FederatedException">FED-1502.</exception>
    public static void Require(int shareCount, int examples)
    {
        if (shareCount < 1 || shareCount > examples)
            throw new FederatedException(ErrorCodes.DataMismatch, $"{shareCount} shares were wanted of {examples} examples; wanted at least 1 and at most one per example.");
    }
}
