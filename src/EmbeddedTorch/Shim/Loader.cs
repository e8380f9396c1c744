using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp.Shim;

/// <summary>
/// Finds the native shim beside the assembly and prepares the process for it. A failure is thrown at the first use of
/// torch, as a <see cref="DllNotFoundException"/> that says what to install.
/// </summary>
internal static partial class Loader
{
    internal const string Name = "federated_torch";

    private const string File = "libfederated_torch.so";

    private static readonly Lock Gate = new();
    private static nint library;

    internal static void Install() => NativeLibrary.SetDllImportResolver(typeof(Loader).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (!string.Equals(name, Name, StringComparison.Ordinal)) return 0;
        lock (Gate)
        {
            if (library == 0) library = Load();
            return library;
        }
    }

    private static unsafe nint Load()
    {
        var file = Path.Combine(AppContext.BaseDirectory, File);
        if (!System.IO.File.Exists(file))
        {
            throw new DllNotFoundException(
                $"libtorch is not available: '{file}' does not exist, because the project was built on a machine without libtorch's headers. "
                + Mend);
        }
        // libgomp reads its environment when it is loaded. Idle threads that spin collapse a machine that is shared.
        SetEnvironment("OMP_WAIT_POLICY", "PASSIVE", overwrite: 0);
        nint handle;
        try
        {
            handle = NativeLibrary.Load(file);
        }
        catch (DllNotFoundException e)
        {
            throw new DllNotFoundException($"libtorch is not available: '{file}' cannot be loaded. {Mend} The loader said: {e.Message}", e);
        }
        var init = (delegate* unmanaged<long>)NativeLibrary.GetExport(handle, "ft_init");
        _ = init();
        return handle;
    }

    private const string Mend =
        "Install it with: apt-get install --no-install-recommends libtorch-dev libopenblas0-pthread g++, then build again.";

    // Environment.SetEnvironmentVariable does not reach the process's own environment block.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
