using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Federated.RobustRules;

/// <summary>A Python with NumPy that runs rules.py beside this program.</summary>
internal sealed class NumPy : IDisposable
{
    private readonly Process _process;
    private readonly string _file;

    private NumPy(Process process, string file, string version)
    {
        (_process, _file, Version) = (process, file, version);
    }

    public string Version { get; }

    /// <summary>Starts it on the updates; null when there is no such Python.</summary>
    public static NumPy? Start(string python, float[][] updates)
    {
        var file = Path.GetTempFileName();
        try
        {
            var process = Process.Start(new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "rules.py")])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            if (process.StandardOutput.ReadLine() is { } version)
            {
                using (var stream = File.Create(file))
                {
                    foreach (var update in updates)
                        stream.Write(MemoryMarshal.AsBytes(update.AsSpan()));
                }

                process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"load {file} {updates.Length} {updates[0].Length}"));
                process.StandardOutput.ReadLine();
                return new(process, file, version);
            }

            process.Dispose();
        }
        catch (Win32Exception)
        {
            // No such program.
        }

        File.Delete(file);
        return null;
    }

    /// <summary>Seconds that a rule took there.</summary>
    public double Time(string rule)
    {
        _process.StandardInput.WriteLine(rule);
        return double.Parse(_process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    /// <summary>A rule's result there.</summary>
    public double[] Result(string rule)
    {
        _process.StandardInput.WriteLine(rule + " write");
        _process.StandardOutput.ReadLine();
        _process.StandardOutput.ReadLine();
        var bytes = File.ReadAllBytes(_file + ".result");
        File.Delete(_file + ".result");
        return MemoryMarshal.Cast<byte, double>(bytes).ToArray();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_file);
    }
}
