using System.Diagnostics;
using System.Globalization;

namespace Federated.TorchSteps;

/// <summary>The same model in a Python process with PyTorch (steps.py). While it waits for a line it uses no processor.</summary>
internal sealed class PythonSide : ISide
{
    private readonly Process process;

    private PythonSide(Process process) => this.process = process;

    public static PythonSide Start(string python, string model)
    {
        var process = Process.Start(new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "steps.py"), model])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, Environment = { ["OMP_WAIT_POLICY"] = "PASSIVE" },
        })!;
        if (process.StandardOutput.ReadLine() is not { } version)
            throw new InvalidOperationException($"'{python}' has no torch. Install Debian's python3-torch and name /usr/bin/python3.");
        Version = version;
        return new PythonSide(process);
    }

    public static string Version { get; private set; } = "no PyTorch was asked";

    public (double Seconds, double Loss) Take(int steps)
    {
        process.StandardInput.WriteLine(steps.ToString(CultureInfo.InvariantCulture));
        process.StandardInput.Flush();
        var answer = process.StandardOutput.ReadLine()?.Split(' ') ?? throw new InvalidOperationException("Python ended.");
        return (double.Parse(answer[0], CultureInfo.InvariantCulture), double.Parse(answer[1], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
