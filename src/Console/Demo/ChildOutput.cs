namespace Federated.ConsoleApp.Demo;

/// <summary>What a finished process left.</summary>
/// <param name="ExitCode">0 for success.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
public sealed record ChildOutput(int ExitCode, string Output, string Error);
