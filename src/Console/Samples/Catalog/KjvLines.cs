using System.Text.RegularExpressions;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>How the program <c>bible</c> prints verses.</summary>
internal static partial class KjvLines
{
    /// <summary>Book, chapter, verse and text.</summary>
    [GeneratedRegex(@"^(?<book>\d?[A-Za-z]+)\d+:\d+ (?<text>.+)$", RegexOptions.CultureInvariant)]
    internal static partial Regex Verse();
}
