using System.Globalization;

namespace Federated.Domain.Rounds;

/// <summary>One round of one run. Rounds count from 1.</summary>
/// <param name="Run">The run.</param>
/// <param name="Number">The round's number, from 1.</param>
public readonly record struct RoundId(RunId Run, int Number)
{
    /// <summary><c>run/number</c>, as logs and messages print it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Run}/{Number}");
}
