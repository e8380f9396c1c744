using TorchSharp.Shim;

namespace TorchSharp;

/// <summary>Switches gradient recording on this thread until it is disposed.</summary>
internal sealed class AutoGradMode : IDisposable
{
    private readonly bool before = IsEnabled;
    private bool disposed;

    internal AutoGradMode(bool enabled) => Methods.ft_set_grad_enabled(enabled ? 1 : 0);

    internal static bool IsEnabled => Methods.ft_grad_enabled() == 1;

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        Methods.ft_set_grad_enabled(before ? 1 : 0);
    }
}
