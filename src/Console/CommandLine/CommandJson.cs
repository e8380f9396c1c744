using System.Text.Encodings.Web;
using System.Text.Json;

namespace Federated.ConsoleApp.CommandLine;

/// <summary>How commands print JSON.</summary>
internal static class CommandJson
{
    /// <summary>Indented, with letters of every language as they are.</summary>
    internal static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
