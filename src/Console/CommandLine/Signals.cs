using System.Runtime.InteropServices;

namespace Federated.ConsoleApp.CommandLine;

/// <summary>The two calls on signals that the base library lacks.</summary>
internal static class Signals
{
    /// <summary>Ctrl-C.</summary>
    public const int Interrupt = 2;

    /// <summary>A request to end.</summary>
    public const int Terminate = 15;

    /// <summary>Takes back an inherited handling of a signal.</summary>
    public static nint RestoreDefault(int signal) => Handle(signal, handler: 0);

    /// <summary>Sends a signal; -1 when there is no such process.</summary>
    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static extern int Send(int process, int signal);

    [DllImport("libc", EntryPoint = "signal", SetLastError = true)]
    private static extern nint Handle(int signal, nint handler);
}
