using System.Collections.Immutable;
using System.Text.Json;

namespace Federated.Domain.Models;

/// <summary>What plans call an <see cref="Objective"/>.</summary>
public static class ObjectiveNames
{
    /// <summary>All of them, in the order of the enumeration.</summary>
    public static ImmutableArray<string> All { get; } = [.. Enum.GetValues<Objective>().Select(Of)];

    /// <summary>The name of one: <c>cross-entropy</c>.</summary>
    public static string Of(Objective objective) => JsonNamingPolicy.KebabCaseLower.ConvertName(objective.ToString());
}
