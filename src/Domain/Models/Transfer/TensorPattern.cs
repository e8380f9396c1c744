using System.IO.Enumeration;

namespace Federated.Domain.Models.Transfer;

/// <summary>Names of tensors by pattern: <c>*</c> stands for any characters, <c>?</c> for one; the whole name must match, case and all.</summary>
public static class TensorPattern
{
    /// <summary>True when a name matches.</summary>
    public static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    /// <summary>True when a name matches one of several.</summary>
    public static bool MatchesAny(IEnumerable<string> patterns, string name) => patterns.Any(pattern => Matches(pattern, name));
}
